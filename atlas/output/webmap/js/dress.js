/* Light or dark, as the visitor chose: kept in this browser where Streamlit looks for it.
 *
 * Streamlit reads the choice when a page is loaded, for each path by itself, and offers no other
 * way to set it than its own menu, which this page does not show.
 */
(function () {
  "use strict";

  const page = window.parent;

  function dress(theme) {
    const links = [...page.document.querySelectorAll(".st-key-bar a[href]")];
    const paths = links.map((link) => new URL(link.href).pathname);
    for (const path of new Set([page.location.pathname, ...paths])) {
      page.localStorage.setItem(`stActiveTheme-${path}-v2`, JSON.stringify(theme));
    }
    page.location.reload();
  }

  Object.assign(window.atlasMap, { dress });
})();
