// number numbers what can be used, in the order of the page, and returns how
// many there are.
() => {
	const all = Array.from(document.querySelectorAll("a[href], button, input, summary, [tabindex='0']")).filter((e) => e.checkVisibility({ visibilityProperty: true }));
	all.forEach((element, i) => {
		element.dataset.testNumber = i;
		element.dataset.testLook = JSON.stringify([getComputedStyle(element).outline, getComputedStyle(element).boxShadow]);
	});
	return all.length;
}
