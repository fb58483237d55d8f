"""How exact and how fast the browser's generator is, beside the server and kept libraries."""
