# docker build -t gan-playground .
# docker run --init -p 127.0.0.1:8501:8501 -v gan-runs:/runs -v gan-data:/data gan-playground
# docs/deployment.md says more, also how the image is kept small.

ARG PYTHON=3.12
FROM python:${PYTHON}-slim AS build

# Address of the index with PyTorch's wheels for CPUs only. Empty: the ordinary torch, which brings
# 3 GB for NVIDIA GPUs along.
ARG TORCH_INDEX=""
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH
RUN pip install --no-cache-dir ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} "torch>=2.10" "torchvision>=0.25"
WORKDIR /app
COPY . .
RUN pip install --no-cache-dir -r requirements.txt
RUN python -m compileall -q gan_core playground

FROM python:${PYTHON}-slim
COPY --from=build /venv /venv
COPY --from=build /app /app
RUN useradd --uid 1000 --create-home gan && mkdir -p /runs /data && chown gan:gan /runs /data
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1
ENV GAN_RUNS=/runs GAN_DATA_ROOT=/data XDG_CACHE_HOME=/data/cache
USER 1000
WORKDIR /app
VOLUME ["/runs", "/data"]
EXPOSE 8501
# Below a path (STREAMLIT_SERVER_BASE_URL_PATH) the answer is there. No proxy of the environment is asked.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request as r; base = os.environ.get('STREAMLIT_SERVER_BASE_URL_PATH', '').strip('/'); r.build_opener(r.ProxyHandler({})).open('http://127.0.0.1:8501' + (base and '/' + base) + '/_stcore/health', timeout=4)"]
CMD ["python", "-m", "streamlit", "run", "playground/app.py", "--server.address", "0.0.0.0"]
