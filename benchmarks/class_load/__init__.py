"""What a class of thirty, two trainings and five people who drag do to one server."""
