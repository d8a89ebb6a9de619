/* What the atlas asks of a map library: all of it, and in no library's words.
 *
 * These are types alone. `leaflet.js` answers to them; another library could, in a file beside it.
 * Whatever lies outside this folder knows only what is written here.
 */

/**
 * @typedef {{ lat: number, lng: number }} Place degrees
 * @typedef {[number, number][]} Corners south-west and north-east, latitude first
 * @typedef {{ x: number, y: number }} Pixel of the panes: it stays with its place while the map pans
 * @typedef {[number, number, number, number]} Box west, north, east, south in such pixels
 */

/**
 * @typedef {object} Geometry as GeoJSON has it
 * @property {string} type
 * @property {any} coordinates
 *
 * @typedef {object} Feature as GeoJSON has it
 * @property {"Feature"} [type]
 * @property {Geometry} geometry
 * @property {Record<string, any>} properties
 *
 * @typedef {Feature | { type: string, features: Feature[] }} Features
 */

/**
 * @typedef {object} PathStyle how a line or an area is drawn; what is left out is as usual
 * @property {string} [color] of the line
 * @property {number} [weight] of the line, pixels
 * @property {number} [opacity] of the line
 * @property {string | null} [dashArray]
 * @property {"round"} [lineJoin]
 * @property {boolean} [fill]
 * @property {string} [fillColor]
 * @property {number} [fillOpacity]
 * @property {number} [radius] of a dot, pixels
 * @property {string} [className]
 * @property {string} [pane]
 * @property {boolean} [interactive] whether it takes clicks
 * @property {number} [smoothFactor] how much a line may be simplified, pixels
 */

/**
 * @typedef {object} Icon
 * @property {Element} [element] what is shown; nothing where the class draws it
 * @property {string} className
 * @property {number} size across, pixels
 * @property {[number, number]} [offset] pixels right and down of its place
 *
 * @typedef {object} PointMark how a point is drawn: one of the first three
 * @property {number} [metres] radius of a circle on the ground
 * @property {PathStyle} [dot] a dot of so many pixels, whatever the zoom
 * @property {Icon} [icon]
 * @property {string} [pane] of an icon
 * @property {string} [name] of an icon, for whoever does not see it
 * @property {number} [order] among icons: the larger, the higher
 * @property {boolean} [isButton] whether an icon takes clicks and the focus
 */

/**
 * @typedef {object} Look how features are drawn
 * @property {string} pane
 * @property {(feature: Feature) => PathStyle} path
 * @property {(feature: Feature) => PointMark} point
 * @property {(feature: Feature) => (() => HTMLElement) | null} [tip] makes what is said of one that
 *   is pointed at
 * @property {(feature: Feature) => HTMLElement | null} [badge] what stands on one, instead of a tip
 * @property {boolean} [isBadgeButton] whether a badge takes the clicks of what it stands on
 * @property {(feature: Feature) => Drawing | null} [halo] what is drawn about a point meanwhile
 */

/**
 * @typedef {object} Drawing something on the map that is shown and taken off as a whole
 * @property {() => void} show
 * @property {() => void} hide
 * @property {() => boolean} isShown
 * @property {() => void} raise put it above all else of its pane
 * @property {() => { feature: Feature, element: HTMLElement }[]} buttons icons that take the focus
 * @property {(pressed: (feature: Feature) => void) => void} onClick
 * @property {(isOn: boolean, dropped: (feature: Feature, at: Place) => void) => void} letDrag let its
 *   icons be dragged once they are shown again, or no longer; each is back when `dropped` is called
 *
 * @typedef {object} Group drawings that are shown together
 * @property {(drawing: Drawing) => void} add
 * @property {(drawing: Drawing) => void} remove
 * @property {(drawing: Drawing) => boolean} has
 * @property {() => void} clear
 * @property {any} native the library's own, where another script made it
 *
 * @typedef {object} Shape a line, an area or a dot that changes
 * @property {(places: Place[]) => void} reshape
 * @property {(style: PathStyle) => void} restyle
 * @property {(element: HTMLElement) => void} label put text in its middle, instead of what is there
 * @property {() => void} remove
 *
 * @typedef {object} Handle an icon that is dragged
 * @property {HTMLElement} element
 * @property {() => Place} place
 * @property {(place: Place) => void} move
 * @property {() => void} remove
 */

/**
 * @typedef {object} TileSpec a layer of vector tiles
 * @property {string} id
 * @property {string} tiles address, with {x}, {y} and {z}
 * @property {number} max_zoom
 * @property {Record<string, string>} name by language
 * @property {any} style
 * @property {any} [filter]
 * @property {{ color: string, fill: number, width: number }} marked how what is selected is drawn
 * @property {number | null} [level] place in an order made by hand
 *
 * @typedef {object} TileCount what the tiles in view hold
 * @property {string} id
 * @property {"cells" | "shapes"} mode
 * @property {number} shown
 * @property {number} there
 * @property {boolean} is_filtered
 *
 * @typedef {object} TileLayer
 * @property {(lang: string) => string} name
 * @property {() => TileCount} told
 * @property {(heard: () => void) => void} onTold
 */

/**
 * @typedef {object} Edges pixels along the edges of the map that something covers
 * @property {[number, number]} topLeft
 * @property {[number, number]} bottomRight
 *
 * @typedef {"topleft" | "topright" | "bottomleft" | "bottomright"} Position
 * @typedef {"moving" | "moved" | "zooming"} ViewEvent
 */

/**
 * @typedef {object} Renderer
 * @property {HTMLElement} container the element that the map fills
 *
 * @property {() => Place} centre
 * @property {() => number} zoom
 * @property {() => [number, number]} zoomRange
 * @property {() => Pixel} size
 * @property {(centre: Place, zoom: number) => void} look
 * @property {(corners: Corners, edges: Edges) => void} fit
 * @property {(place: Place, edges: Edges) => void} bringIn move as little as brings a place into view
 * @property {() => void} resize see how large the container is now
 * @property {(event: ViewEvent, act: () => void) => void} onView
 *
 * @property {(place: Place) => Pixel} pixel
 * @property {(pixel: Pixel) => Place} place
 * @property {(event: MouseEvent) => Place} placeAt
 * @property {() => Box} frame what is seen
 * @property {() => Box[]} covered what controls cover
 * @property {(act: (place: Place) => void) => () => void} onPointer returns what ends it
 * @property {(act: (place: Place) => void) => () => void} onClick returns what ends it
 *
 * @property {(name: string, level?: number) => HTMLElement} pane with a level, made if it is missing
 * @property {(position: Position, className: string) => HTMLElement} corner a box at a corner
 * @property {(position: Position, className?: string) => HTMLElement} bar a box of buttons
 * @property {(element: HTMLElement) => void} shield keep clicks on it from the map
 * @property {() => HTMLElement[]} zoomButtons in, out
 * @property {() => void} scale add a scale bar
 * @property {(className: string) => HTMLElement} cover a sheet over the whole map
 * @property {(isFree: boolean, isDragged?: boolean) => void} gestures let double clicks and boxes
 *   zoom, or not, and dragging pan
 *
 * @property {(features: Features, look: Look) => Drawing} draw
 * @property {(place: Place, metres: number, style: PathStyle) => Drawing} circle
 * @property {(address: string, corners: Corners, pane: string) => Drawing} picture
 * @property {(drawings: Drawing[]) => Drawing} together
 * @property {(native?: any) => Group} group one that another script made, or a new one
 * @property {(kind: "line" | "area" | "dot", places: Place[], style: PathStyle) => Shape} shape
 * @property {(place: Place, icon: Icon, pane: string, acts: {
 *   moved: (place: Place) => void, dropped: (place: Place) => void }) => Handle} handle
 * @property {(feature: any, isGone?: boolean) => void} report tell the page of what was drawn
 */

export {};
