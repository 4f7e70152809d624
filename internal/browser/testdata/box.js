// box returns where an element stands in the page.
(selector) => {
	const box = document.querySelector(selector).getBoundingClientRect();
	return { X: box.left + scrollX, Y: box.top + scrollY, Width: box.width, Height: box.height };
}
