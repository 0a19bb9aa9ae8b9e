# The product as it runs in production; docker-compose.yml gives every process its command.
FROM python:3.11-slim-bookworm

# Pango and its companions lay out the text of the PDFs.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /app
COPY requirements.lock .
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock

COPY . .
RUN useradd --system --no-create-home homestart \
    && SECRET_KEY=only-to-collect DATABASE_URL=postgresql://none/none REDIS_URL=redis://none STATIC_ROOT=/app/staticfiles \
        python manage.py collectstatic --no-input

USER homestart
ENV PYTHONUNBUFFERED=1 STATIC_ROOT=/app/staticfiles
EXPOSE 8000
CMD ["gunicorn", "homestart.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
