// contrast returns the texts of the page that are too faint for WCAG 2.2, level
// AA, with their contrast: https://www.w3.org/TR/WCAG22/#contrast-minimum
() => {
	const canvas = document.createElement("canvas");
	canvas.width = canvas.height = 1;
	const pen = canvas.getContext("2d", { willReadFrequently: true });
	const known = new Map();
	// rgba returns the channels of a colour, from 0 to 1.
	const rgba = (name) => {
		if (!known.has(name)) {
			pen.clearRect(0, 0, 1, 1);
			pen.fillStyle = name;
			pen.fillRect(0, 0, 1, 1);
			known.set(name, Array.from(pen.getImageData(0, 0, 1, 1).data, (c) => c / 255));
		}
		return known.get(name);
	};
	const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
	const luminance = (c) => {
		const [r, g, b] = c.map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	const canvasColor = matchMedia("(prefers-color-scheme: dark)").matches ? [0.07, 0.07, 0.07, 1] : [1, 1, 1, 1];
	// remember makes a function of elements answer once for each.
	const remember = (answer) => {
		const known = new Map();
		return (element) => known.get(element) ?? known.set(element, answer(element)).get(element);
	};
	const behind = remember((element) => {
		if (!element) return canvasColor;
		const own = rgba(getComputedStyle(element).backgroundColor);
		return own[3] === 1 ? own : over(own, behind(element.parentElement));
	});
	const opacity = remember((element) => (element ? getComputedStyle(element).opacity * opacity(element.parentElement) : 1));
	const faint = [];
	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (walker.nextNode()) {
		const text = walker.currentNode.data.trim();
		const element = walker.currentNode.parentElement;
		if (!text || !element.checkVisibility({ visibilityProperty: true }) || element.closest("script, style")) continue;
		const style = getComputedStyle(element);
		const color = rgba(element instanceof SVGElement ? style.fill : style.color).slice();
		color[3] *= opacity(element);
		const ground = behind(element);
		const [high, low] = [luminance(over(color, ground)), luminance(ground)].sort((a, b) => b - a);
		const ratio = (high + 0.05) / (low + 0.05);
		const size = parseFloat(style.fontSize);
		const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
		if (ratio < (large ? 3 : 4.5) - 0.005) {
			const place = element.closest("[id]");
			faint.push(`${ratio.toFixed(2)}: ${element.localName}.${element.className.baseVal ?? element.className} in #${place ? place.id : ""}: ${text.slice(0, 40)}`);
		}
	}
	return faint;
}
