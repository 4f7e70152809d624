// series returns the lines and areas of the charts by their legends: the chart's
// id, the name, the colour. It numbers the buttons for the tests that press them.
() => Array.from(document.querySelectorAll("figure.chart button[aria-pressed]"), (button, i) => {
	button.dataset.testSeries = i;
	const swatch = Array.from(button.querySelectorAll("*")).find((e) => !/(, 0\)|^transparent)$/.test(getComputedStyle(e).backgroundColor));
	const channels = getComputedStyle(swatch).backgroundColor.match(/[\d.]+/g).slice(0, 3).map(Number);
	return { Chart: button.closest("figure").id, Name: button.textContent.trim(), Color: channels };
})
