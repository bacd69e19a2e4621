"""The shipped nginx: its own answers, its logs, its limits, and whom it answers at all."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

DEPLOY = Path(settings.BASE_DIR, "deploy")
TEMPLATES = Path(settings.BASE_DIR, "templates")
NGINX = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
SERVERS = re.split(r"(?m)^server \{", NGINX)[1:]
HEADERS = (
    "X-Frame-Options",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Content-Security-Policy",
)


def test_a_stranger_s_host_is_answered_by_nothing() -> None:
    """An answer to any name would lead a link in a letter to another site."""
    stranger, *ours = SERVERS
    assert "listen 80 default_server" in stranger
    assert "return 444" in stranger
    assert "ssl_reject_handshake on" in stranger
    assert all("default_server" not in one for one in ours)
    assert "https://$host" not in NGINX


@pytest.mark.parametrize("header", HEADERS)
def test_what_nginx_answers_itself_carries_the_headers(header: str) -> None:
    for server in SERVERS[1:]:
        assert re.search(rf"add_header {header} .* always;", server), header


def test_the_headers_of_the_portal_s_pages_are_not_sent_twice() -> None:
    page_server = SERVERS[-1]
    for value in re.findall(r"add_header \S+ (\S+) always;", page_server):
        assert re.search(rf"map \$upstream_http_\w+ \{value} ", NGINX), value


def test_guesses_are_bounded_before_they_reach_the_portal() -> None:
    counted = re.search(r"\"~\^POST (\S+)\" \$portal_line", NGINX)
    assert counted is not None
    for path in ("/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/new/"):
        assert re.match(counted[1], path)
    assert "limit_req zone=portal_guess" in SERVERS[-1]


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("2001:db8:5:6:7::1", "2001:db8:5:6:"),
        ("2001:db8:5:6::1", "2001:db8:5:6:"),
        ("2001:db8::9", "2001:db8::"),
        ("192.0.2.7", ""),
    ],
)
def test_ipv6_is_counted_by_its_line(address: str, line: str) -> None:
    pattern = re.search(r"\"~\^\(\?<line>(\(\[.*)\)\" \$line", NGINX)
    assert pattern is not None
    found = re.match(pattern[1], address)
    assert (found[0] if found else "") == line


@pytest.mark.parametrize(
    "name", ["accounts:reset_confirm", "accounts:address_confirm", "calendar:feed"]
)
def test_a_link_that_could_not_be_passed_on_stands_in_no_log_of_errors(name: str) -> None:
    places = re.findall(r"location ~ (\S+) \{([^}]*)\}", SERVERS[-1])
    page = reverse(name)
    found = [held for pattern, held in places if re.search(pattern, page)]
    assert len(found) == 1
    assert "error_log /dev/null" in found[0]
    assert "proxy_pass http://portal;" in found[0]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("imports:index", ()),
        ("access:one", (7,)),
        ("access:act", (7, "take-back")),
        ("evidence:list", (7,)),
        ("circulars:new", ()),
        ("circulars:edit", (7,)),
        ("visits:write", (7,)),
        ("owner:workbook", ()),
    ],
)
def test_a_page_that_takes_a_file_takes_as_much_as_the_portal(
    name: str, parts: tuple[object, ...]
) -> None:
    """Else nginx answers 413 to a list of a million units, and to the letter of a union."""
    places = re.findall(r"location ~ (\S+) \{([^}]*)\}", SERVERS[-1])
    page = reverse(name, args=parts)
    found = [held for pattern, held in places if re.search(pattern, page)]
    assert len(found) == 1
    size = re.search(r"client_max_body_size (\d+)m;", found[0])
    assert size is not None
    assert int(size[1]) * 2**20 == settings.UPLOAD_MAX_BYTES


def test_no_other_form_carries_a_file() -> None:
    """A new page with a file needs its place in nginx.conf and its line above."""
    forms = [
        path.relative_to(TEMPLATES).as_posix()
        for path in TEMPLATES.rglob("*.html")
        if "multipart/form-data" in path.read_text(encoding="utf-8")
    ]
    assert sorted(forms) == [
        "accounts/access/act.html",
        "accounts/access/request.html",
        "outreach/circulars/write.html",
        "review/evidence/list.html",
        "review/owner/workbook/index.html",
        "review/visits/write.html",
        "units/imports/index.html",
    ]


def test_no_log_holds_what_an_address_asks_for() -> None:
    """Ids and keys may stand behind the question mark; the path is enough to find a fault."""
    assert "$request_uri" not in re.search(r"log_format portal .*", NGINX)[0]  # type: ignore[index]
    for server in SERVERS[1:]:
        assert "portal.log portal;" in server
    unit = (DEPLOY / "portal-web.service").read_text(encoding="utf-8")
    written = re.search(r"--access-logformat '([^']*)'", unit)
    assert written is not None
    assert not re.search(r"%\((r|q|f)\)s", written[1].replace("%%", "%"))


def test_only_what_is_the_same_for_everybody_is_kept_in_front_of_the_portal() -> None:
    """Nothing is told to keep what the portal says is private, nor is a cookie let by."""
    places = re.findall(r"location (?:[=~^]+ )?(\S+) \{([^}]*)\}", NGINX)
    keeping = {place for place, held in places if "proxy_cache portal_public" in held}
    assert keeping == {"/public/"}
    for name in ("public:latest", "public:method", "downloads:index"):
        assert reverse(name).startswith("/public/")
    assert not re.search(r"proxy_(ignore_headers|cache_valid|hide_header)", NGINX)
