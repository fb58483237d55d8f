"""What axe-core finds that shuts people out."""

from tests.e2e.browser import until

SEVERE = ("serious", "critical")
SCHEME = "app => getComputedStyle(app).colorScheme"


def severe(page, *schemes: str) -> list[str]:
    """The serious and critical violations in these colour schemes, light and dark if none is given.

    A further scheme is asked for contrast only: names, roles and order are the same in it.
    """
    from axe_playwright_python.sync_playwright import Axe

    found, options = [], {"resultTypes": ["violations"]}
    for scheme in schemes or ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        until(lambda scheme=scheme: page.locator(".stApp").evaluate(SCHEME) == scheme)
        page.wait_for_timeout(300)  # the last colours to change
        for violation in Axe().run(page, options=options).response["violations"]:
            if violation["impact"] in SEVERE:
                nodes = [node["html"][:160] for node in violation["nodes"]]
                found.append(f"{scheme}: {violation['id']} at {nodes}")
        options = options | {"runOnly": ["color-contrast"]}
    page.emulate_media(color_scheme="light")
    return found
