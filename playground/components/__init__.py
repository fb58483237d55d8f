"""Components (v2): html, css and js beside a small .py each."""
