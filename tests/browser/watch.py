"""Watches over what a page does wrong unseen: console, blocked scripts, failed answers."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError


class Watch:
    """Collects the troubles of the browser profiles it was given."""

    def __init__(self) -> None:
        self._refused: set[str] = set()
        self._found: list[tuple[str, str]] = []

    def over(self, context: BrowserContext) -> None:
        """Watch every page of this profile."""
        context.on("response", self._answered)
        context.on("console", self._said)
        context.on("weberror", self._broke)

    def troubles(self) -> list[str]:
        """List what went wrong; a page, or a save by itself, that answers 4xx is none."""
        return [
            f"{url}: {text}"
            for url, text in self._found
            if not (text.startswith("Failed to load resource") and url in self._refused)
        ]

    def forget(self) -> None:
        """Take back what was found so far, where a test made the trouble itself."""
        self._found.clear()

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self._found.append((response.url, f"answered {response.status}"))
        elif response.status >= 400 and _expected(response.request):
            self._refused.add(response.url)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._found.append((message.location["url"], message.text))

    def _broke(self, error: WebError) -> None:
        self._found.append((error.page.url if error.page else "", error.error.message))


def _expected(request: Request) -> bool:
    """Tell whether the page shows by itself that it was refused."""
    return request.is_navigation_request() or "x-autosave" in request.headers
