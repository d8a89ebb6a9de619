"""The page 帮助 as it is read: text and pictures beside the list of chapters, from this server."""


def test_a_chapter_shows_its_pictures_and_stays_right_of_the_panel(screen):
    screen.go("帮助")
    screen.page.locator(".st-key-question").get_by_text("算覆盖：服务到哪里，缺口在哪").click()
    screen.settle()
    picture = screen.page.locator(".st-key-help_text img").first
    picture.wait_for()
    screen.page.wait_for_function(
        "() => document.querySelector('.st-key-help_text img').naturalWidth === 1280"
    )
    assert picture.bounding_box()["x"] >= 320
    assert screen.outside == []
