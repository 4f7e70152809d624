// place returns a place in an element, by parts of its width and height, in the
// window, into which it scrolls the element.
(selector, x, y) => {
	const element = document.querySelector(selector);
	if (!element) throw new Error("there is no " + selector);
	element.scrollIntoView({ block: "center", behavior: "instant" });
	const box = element.getBoundingClientRect();
	return { X: box.left + x * box.width, Y: box.top + y * box.height };
}
