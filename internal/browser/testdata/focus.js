// focus returns what has the focus, and whether it looks different from before.
() => {
	const element = document.activeElement;
	const style = getComputedStyle(element);
	const look = JSON.stringify([style.outline, style.boxShadow]);
	return {
		Number: +(element.dataset.testNumber ?? -1),
		Name: element.outerHTML.slice(0, 120),
		Visible: look !== element.dataset.testLook && (style.outlineStyle !== "none" || style.boxShadow !== "none"),
	};
}
