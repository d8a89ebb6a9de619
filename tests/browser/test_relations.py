"""The page of relations as it is seen: the diagram beside the map, a column that lights up."""


def test_a_diagram_stands_beside_the_map_and_a_thing_lights_up_on_it(screen):
    screen.go("关系")
    box = screen.page.locator(".st-key-diagram").bounding_box()
    frame = screen.page.locator(".st-key-map iframe").bounding_box()
    assert box["x"] + box["width"] <= frame["x"] + 1
    assert frame["x"] + frame["width"] <= 1440
    screen.page.locator(".st-key-relations_system button").filter(has_text="关系链").click()
    screen.settle()
    screen.page.wait_for_selector(".atlas-diagram .network .box")
    names = screen.page.locator(".atlas-diagram .box").all_inner_texts()
    assert any("航天基地" in name for name in names)
    # the lines are a picture, and the browser could read it
    drawn = ".atlas-diagram .network img"
    assert screen.page.eval_on_selector(drawn, "image => image.naturalWidth") > 400
    assert screen.count(".atlas-ring-related") >= 3
    assert "关系连线（示意）" in screen.map.locator(".atlas-legend").inner_text()
