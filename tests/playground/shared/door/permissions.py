"""Who may do what, for every route of the served app. A route that is not in here fails a test.

OPEN: whoever opens a page of ours, and links. PAGE: any of our pages, with its token where
something changes. TEACHER: the same, with the token of the class. STAFF: the same, in the browser
where the teacher's passphrase was given. UPLOAD: our pages, with
Streamlit's token. OFF: Streamlit has it and we do not use it. Nothing is for a page of another
origin or a foreign host.
"""

OPEN, PAGE, TEACHER, STAFF, UPLOAD, OFF = "open", "page", "teacher", "staff", "upload", "off"

EXPLORE_READS = (
    "images.raw", "current.raw", "strip.raw", "paths.raw", "poster.png", "about.json",
    "latents.json", "point.json", "variations.json", "directions.json", "directions.raw",
    "invert/{id}.json", "invert/{id}.raw", "layers.json", "feature_maps.raw", "without.raw",
    "analogy.json", "current.png", "strip.png", "walk.gif", "walk.mp4", "latents.npz", "view.py",
    "generator.{ending}", "walk.json", "network.json", "weights/{digest}.safetensors",
    "vectors.json",
)  # fmt: skip
READS = (
    *(f"/api/explore/{name}" for name in EXPLORE_READS),
    "/api/drawings", "/api/decks/{deck}/deck.json", "/api/decks/{deck}/items.png",
    "/api/copies/pairs.json", "/api/copies/pairs.png",
    "/api/lab/script", "/api/runs/{run_id}/live", "/api/runs/{run_id}/grids/{name}.png",
    "/api/runs/{run_id}/ema/{thousandths}.png", "/api/runs", "/api/leaderboard",
    "/api/runs/{run_id}/thumbs/{seen}.png", "/api/runs/{run_id}/seeds/{seen}.png",
    "/api/runs/{run_id}/animation.gif", "/api/runs/{run_id}/samples.zip", "/api/plotly.min.js",
    "/api/runs/{run_id}/run.zip", "/api/runs/{run_id}/report.html", "/api/runs/{run_id}/run.py",
    "/api/runs/{run_id}/card.md", "/api/runs/{run_id}/tensorboard.zip",
    "/api/class/qr.svg", "/api/class/first-runs", "/api/look",
    "/api/class/{code}/state", "/api/class/{code}/counts",
    "/api/modules/{version}/{path:path}", "/api/token", "/api/{path:path}",
    "/_stcore/health", "/_stcore/metrics", "/_stcore/host-config", "/media/{file_id:path}",
    "/component/{path:path}", "/_stcore/bidi-components/{path:path}",
)  # fmt: skip
CHANGES = (
    ("POST", "/api/explore/invert"),
    ("POST", "/api/explore/walk.json"),
    ("POST", "/api/drawings"),
    ("POST", "/api/runs"),
    ("DELETE", "/api/drawings"),
    ("POST", "/api/decks/{deck}"),
    ("POST", "/api/lab/check"),
    ("POST", "/api/class"),
    ("POST", "/api/class/{code}/answer"),
    ("POST", "/api/class/{code}/leave"),
    ("POST", "/api/{path:path}"),
)
OF_A_CLASS = (
    ("GET", "/api/class/{code}/teacher"),
    ("POST", "/api/class/{code}/teacher"),
    ("POST", "/api/class/{code}/lab"),
    ("GET", "/api/class/{code}/answers.csv"),
    ("DELETE", "/api/class/{code}/answers"),
    ("DELETE", "/api/class/{code}"),
)
UPLOADS = "/_stcore/upload_file/{session_id}/{file_id}"
AGENT = tuple(f"/_stcore/agent/{name}" for name in ("interact", "openapi.json", "mcp"))
AGENT_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
PREFLIGHTS = (
    "/_stcore/health", "/_stcore/metrics", "/media/{file_id:path}", UPLOADS,
    "/component/{path:path}", "/_stcore/bidi-components/{path:path}",
)  # fmt: skip
LOGINS = ("/auth/login", "/auth/logout", "/oauth2callback")  # without OIDC they do nothing
PAGES = ""  # Streamlit's mount: pages and what they are made of

PERMISSIONS: dict[tuple[str, str], str] = {
    **{("GET", path): PAGE for path in READS},
    **dict.fromkeys(CHANGES, PAGE),
    **dict.fromkeys(OF_A_CLASS, TEACHER),
    **{(method, "/api/gallery"): STAFF for method in ("GET", "POST")},
    **{(method, UPLOADS): UPLOAD for method in ("PUT", "DELETE")},
    **{("OPTIONS", path): PAGE for path in PREFLIGHTS},
    **{(method, path): OFF for path in AGENT for method in AGENT_METHODS},
    **{("GET", path): OPEN for path in LOGINS},
    ("GET", PAGES): OPEN,
    ("WEBSOCKET", "/_stcore/stream"): PAGE,
}
