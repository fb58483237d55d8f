"""What the server and a run need of memory, each within a limit."""
