// crowded returns what lies on something else, sticks out of what holds it, or
// makes the page wider than the window, and texts that are squeezed.
() => {
	const found = [];
	const name = (element) => {
		const place = element.closest("[id]");
		return `${element.localName}.${element.className.baseVal ?? element.className} in #${place ? place.id : ""} (${element.textContent.trim().slice(0, 30)})`;
	};
	if (document.documentElement.scrollWidth > innerWidth) {
		found.push(`the page is ${document.documentElement.scrollWidth} wide in a window of ${innerWidth}`);
	}
	// Headings take the whole width, their texts do not.
	const boxOf = (element) => {
		if (!/^(h\d|caption)$/.test(element.localName)) return element.getBoundingClientRect();
		const range = document.createRange();
		range.selectNodeContents(element);
		return range.getBoundingClientRect();
	};
	const seen = Array.from(document.querySelectorAll("header, #read, .banner, .tile, section, figure, h1, h2, h3, button, input, caption, .command, footer"))
		.filter((element) => element.checkVisibility({ visibilityProperty: true }) && element.getBoundingClientRect().width > 1)
		.map((element) => ({ element, box: boxOf(element) }));
	for (const [i, a] of seen.entries()) {
		for (const b of seen.slice(i + 1)) {
			const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
			const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
			if (across > 1 && down > 1 && !a.element.contains(b.element) && !b.element.contains(a.element)) {
				found.push(`${name(a.element)} and ${name(b.element)} overlap by ${across.toFixed(0)} x ${down.toFixed(0)}`);
			}
		}
	}
	for (const element of document.querySelectorAll("body *")) {
		if (!element.checkVisibility({ visibilityProperty: true }) || element.closest("svg, .uplot")) continue;
		const box = element.getBoundingClientRect();
		const clipped = (e) => e && (getComputedStyle(e).overflowX !== "visible" || clipped(e.parentElement));
		if (box.right > innerWidth + 1 && box.width > 1 && !clipped(element.parentElement)) found.push(`${name(element)} ends at ${box.right.toFixed(0)} in a window of ${innerWidth}`);
		if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 1 && getComputedStyle(element).overflowX === "hidden" && getComputedStyle(element).textOverflow !== "ellipsis") {
			found.push(`${name(element)} is cut off`);
		}
	}
	for (const cell of document.querySelectorAll("th, td")) {
		if (!cell.checkVisibility() || cell.closest(".uplot")) continue;
		const range = document.createRange();
		range.selectNodeContents(cell);
		const lines = range.getBoundingClientRect().height / parseFloat(getComputedStyle(cell).lineHeight);
		if (lines > 3.9 && cell.textContent.length / lines < 7.5) found.push(`${name(cell)} stands in ${lines.toFixed(0)} lines`);
	}
	return found;
}
