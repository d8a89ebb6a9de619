/* Light or dark, as the visitor chose: kept in this browser where Streamlit looks for it.
 *
 * Streamlit reads the choice when a page is loaded, for each path by itself, and offers no other
 * way to set it than its own menu, which this page does not show.
 */

export function dress(theme) {
  const page = window.parent;
  const links = page.document.querySelectorAll(".st-key-bar a[href]");
  const paths = [...links].map((link) => new URL(link.getAttribute("href"), page.location.href).pathname);
  for (const path of new Set([page.location.pathname, ...paths])) {
    page.localStorage.setItem(`stActiveTheme-${path}-v2`, JSON.stringify(theme));
  }
  page.location.reload();
}
