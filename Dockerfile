# Builds Hubbub's image: the first stage installs the locked dependencies; the second has only them and the source.
FROM python:3.13-slim-trixie AS build
# Without pip: nothing is installed into a running container.
RUN python -m venv --without-pip /venv
COPY requirements.txt /
RUN python -m pip --python /venv/bin/python --disable-pip-version-check --no-cache-dir \
    install --quiet --no-compile --require-hashes --only-binary :all: -r /requirements.txt
COPY service /hubbub/service
COPY client /hubbub/client
# Compiled here, because the container can write only to /data; unchecked, because the sources in an image never change.
RUN python -m compileall -q --invalidation-mode unchecked-hash /venv /hubbub/service

FROM python:3.13-slim-trixie
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HUBBUB_LOG=sqlite:/data/hubbub.db
COPY --from=build /venv /venv
COPY --from=build /hubbub /hubbub
WORKDIR /hubbub
# A new named volume inherits the owner of the folder it is mounted on. No VOLUME: it would create an anonymous volume for
# each container that runs without a named one.
RUN install -d -o 10001 -g 10001 /data
# A numeric id, so that an orchestrator can verify that it is not root.
USER 10001:10001
EXPOSE 8000
# /health, not /ready: with a full disk people can still read, and a restart because of /ready would end that too.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health', timeout=4)"]
CMD ["sanic", "service.app", "-H", "0.0.0.0", "-p", "8000", "--single-process"]
