"""The Streamlit app: `streamlit run playground/app.py`."""
