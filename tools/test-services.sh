# Sourced by tools/test: finds, and if need be installs and starts, PostgreSQL, a browser and nginx.
# Sets TEST_POSTGRES (a database address), TEST_BROWSER and TEST_NGINX (paths); empty where there is none and none is
# demanded.
strict="${GILIRAN_STRICT:-}"

install_packages() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  DEBIAN_FRONTEND=noninteractive apt-get update -qq >/dev/null
  RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null  # RUNLEVEL=1: starts no service
}

postgres_answers() {
  .venv/bin/python - "$1" <<'PY' 2>/dev/null
import sys, psycopg
psycopg.connect(sys.argv[1], connect_timeout=3).close()
PY
}

own_postgres() {
  local bin dir="${TMPDIR:-/tmp}/giliran-postgres-$(id -u)" as=""
  bin="$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)"
  [ -n "$bin" ] || { [ -n "$strict" ] && install_packages postgresql && bin="$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)"; } || return 1
  if [ "$(id -u)" = 0 ]; then as="runuser -u postgres --"; fi
  if [ ! -f "$dir/PG_VERSION" ]; then
    install -d -m 700 ${as:+-o postgres} "$dir"
    $as "$bin/initdb" -D "$dir" -U postgres -A trust -E UTF8 >/dev/null
  fi
  $as "$bin/pg_ctl" -D "$dir" -w -l "$dir/server.log" -o "-p 54329 -h 127.0.0.1 -k $dir" start >/dev/null || true
  postgres_answers "postgres://postgres@127.0.0.1:54329/postgres"
}

TEST_POSTGRES="${GILIRAN_TEST_POSTGRES:-postgres://postgres@127.0.0.1:5432/postgres}"
if ! postgres_answers "$TEST_POSTGRES"; then
  if own_postgres; then
    TEST_POSTGRES="postgres://postgres@127.0.0.1:54329/postgres"
  elif [ -n "$strict" ]; then
    echo "PostgreSQL is missing and could not be installed." >&2; exit 1
  else
    echo "No PostgreSQL found: its half of the suite is left out." >&2; TEST_POSTGRES=""
  fi
fi

find_browser() { command -v chromium || command -v chromium-browser || command -v google-chrome || true; }
TEST_BROWSER="${GILIRAN_TEST_BROWSER:-$(find_browser)}"
if [ -z "$TEST_BROWSER" ] && { install_packages chromium || true; }; then TEST_BROWSER="$(find_browser)"; fi
if [ -z "$TEST_BROWSER" ]; then
  if [ -n "$strict" ]; then echo "Chromium is missing and could not be installed." >&2; exit 1; fi
  echo "No Chromium found: the browser stories are left out." >&2
fi

find_nginx() { command -v nginx || PATH="$PATH:/usr/sbin" command -v nginx || true; }
TEST_NGINX="${GILIRAN_TEST_NGINX:-$(find_nginx)}"
if [ -z "$TEST_NGINX" ] && { install_packages nginx || true; }; then TEST_NGINX="$(find_nginx)"; fi
if [ -z "$TEST_NGINX" ]; then
  if [ -n "$strict" ]; then echo "nginx is missing and could not be installed." >&2; exit 1; fi
  echo "No nginx found: what is in front is left out." >&2
fi
