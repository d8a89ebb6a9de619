"""A made sheet is copied as a picture; where the browser refuses, the page says so."""

from playwright.sync_api import expect

COPIED = """async () => {
  const [item] = await navigator.clipboard.read();
  const picture = await createImageBitmap(await item.getType("image/png"));
  return [picture.width, picture.height];
}"""


def test_a_sheet_is_copied_or_the_refusal_told(fresh, address):
    screen = fresh(address).open("/briefing")
    screen.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    screen.press(".st-key-make_sheet button")
    button = screen.page.locator(".st-key-copy_sheet button")
    told = screen.page.locator(".st-key-copy_sheet p[role=status]")
    button.click()
    told.filter(has_text="已复制").wait_for()
    assert screen.page.evaluate(COPIED) == [3508, 2480]  # A4 at 300 dots an inch
    screen.page.evaluate("() => { navigator.clipboard.write = () => Promise.reject() }")
    button.click()
    told.filter(has_text="请下载").wait_for()
    expect(screen.page.locator(".st-key-download_sheet button")).to_be_visible()
    screen.has_no_trouble()
