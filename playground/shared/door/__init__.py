"""The guard at the door: what every request passes before any page, route or Streamlit sees it."""
