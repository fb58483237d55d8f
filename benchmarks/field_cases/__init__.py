"""What goes wrong for people who bring their own images and models: 28 cases, built and tried.

Each is one of a kind from public bug reports. It is built in a folder of its own and run through
the real command line; the two that happen in the app run the app. `before` is what happened when
they were first tried.
"""
