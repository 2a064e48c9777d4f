"""How each proxy is configured for the same task: HTTP keep-alive on both sides, one worker, no logs."""

import json
import os
import shutil
import urllib.request


def _write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w") as f:
        f.write(text)
    return path


def upstream(folder, port, answer="hello"):
    """The server behind all of them: nginx with a small constant answer. Returns its command."""
    config = _write(folder, "upstream.conf", f"""
worker_processes 1; daemon off; pid {folder}/upstream.pid; error_log stderr;
events {{ worker_connections 4096; }}
http {{
  access_log off; keepalive_requests 1000000000; keepalive_timeout 1h;
  client_body_temp_path {folder}/u1; proxy_temp_path {folder}/u2; fastcgi_temp_path {folder}/u3;
  uwsgi_temp_path {folder}/u4; scgi_temp_path {folder}/u5;
  server {{ listen 127.0.0.1:{port} backlog=4096; location / {{ default_type text/plain; return 200 "{answer}\\n"; }} }}
}}
""")
    return [shutil.which("nginx") or "/usr/sbin/nginx", "-p", folder, "-c", config]


def nginx(folder, port, upstream_port):
    config = _write(folder, "nginx.conf", f"""
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log stderr;
events {{ worker_connections 4096; }}
http {{
  access_log off; keepalive_requests 1000000000; keepalive_timeout 1h;
  client_body_temp_path {folder}/n1; proxy_temp_path {folder}/n2; fastcgi_temp_path {folder}/n3;
  uwsgi_temp_path {folder}/n4; scgi_temp_path {folder}/n5;
  upstream up {{ server 127.0.0.1:{upstream_port}; keepalive 256; keepalive_requests 1000000000; keepalive_timeout 1h; }}
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location / {{ proxy_pass http://up; proxy_http_version 1.1; proxy_set_header Connection ""; }}
  }}
}}
""")
    return [shutil.which("nginx") or "/usr/sbin/nginx", "-p", folder, "-c", config]


def haproxy(folder, port, upstream_port):
    config = _write(folder, "haproxy.cfg", f"""
global
  nbthread 1
  maxconn 4096
defaults
  mode http
  timeout connect 5s
  timeout client 1h
  timeout server 1h
  http-reuse always
listen front
  bind 127.0.0.1:{port} backlog 4096
  server up 127.0.0.1:{upstream_port}
""")
    return [shutil.which("haproxy") or "/usr/sbin/haproxy", "-f", config]


def xds_bootstrap(port, upstream_port, admin_port):
    """A static configuration that Envoy and Nuncio both read."""
    type_url = "type.googleapis.com/envoy.extensions.filters."
    address = lambda p: {"socket_address": {"address": "127.0.0.1", "port_value": p}}
    manager = {
        "@type": type_url + "network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "bench",
        "route_config": {
            "virtual_hosts": [
                {"name": "all", "domains": ["*"], "routes": [{"match": {"prefix": "/"}, "route": {"cluster": "up"}}]}
            ]
        },
        "http_filters": [
            {"name": "router", "typed_config": {"@type": type_url + "http.router.v3.Router"}}
        ],
    }
    endpoint = {"endpoint": {"address": address(upstream_port)}}
    return {
        "admin": {"address": address(admin_port)},
        "static_resources": {
            "listeners": [
                {
                    "name": "front",
                    "address": address(port),
                    "filter_chains": [{"filters": [{"name": "hcm", "typed_config": manager}]}],
                }
            ],
            "clusters": [
                {
                    "name": "up",
                    "connect_timeout": "5s",
                    "type": "STATIC",
                    "load_assignment": {"cluster_name": "up", "endpoints": [{"lb_endpoints": [endpoint]}]},
                    "circuit_breakers": {"thresholds": [{"max_connections": 4096, "max_pending_requests": 4096, "max_requests": 4096}]},
                }
            ],
        }
    }


def xds_proxy(binary, folder, port, upstream_port, admin_port=0):
    """The command of Nuncio or Envoy."""
    config = _write(folder, "bootstrap.json", json.dumps(xds_bootstrap(port, upstream_port, admin_port)))
    return [binary, "-c", config, "--concurrency", "1", "-l", "error", "--base-id", str(port)]


def requests_served(admin_port):
    """How many requests such a proxy has answered so far."""
    url = f"http://127.0.0.1:{admin_port}/stats?filter=http.bench.downstream_rq_completed"
    with urllib.request.urlopen(url, timeout=10) as response:
        return int(response.read().decode().rpartition(": ")[2])
