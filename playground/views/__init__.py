"""Explore and its siblings: one script a page, run by st.navigation in playground/main.py."""
