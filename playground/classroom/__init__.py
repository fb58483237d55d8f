"""The Class page: class codes, answers without accounts, the teacher's page."""
