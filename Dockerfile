# The portal for production: one image, run as web server, worker, clock and for migrations (compose.yaml).

FROM python:3.13.9-slim-bookworm AS packages
COPY requirements/prod.txt /
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /prod.txt

FROM python:3.13.9-slim-bookworm
# For backups, as new as the server of compose.yaml: PostgreSQL's own packages, since Debian's are older.
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates postgresql-common \
    && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
    && apt-get install --yes --no-install-recommends postgresql-client-18 && rm -rf /var/lib/apt/lists/*
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 STATE_DIR=/state STATIC_ROOT=/static
RUN useradd --system --uid 10001 --no-create-home portal && install --directory --owner portal /state /state/files /state/backups
COPY --from=packages /venv /venv
WORKDIR /portal
COPY . .
RUN SECRET_KEY=build BASE_URL=http://localhost DATABASE_URL=postgres://localhost/build REDIS_URL=redis://localhost \
    python manage.py collectstatic --noinput --verbosity 0
USER portal
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-m", "icaforum.health", "8000"]
CMD ["gunicorn", "icaforum.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "3", \
     "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--max-requests", "5000", "--max-requests-jitter", "500", \
     "--no-control-socket"]
