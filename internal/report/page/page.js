// The script of the page: charts that can be zoomed, tables that can be sorted,
// searched and saved. Everything that it shows stands in the page already; text
// goes into the document as text alone.
(function () {
"use strict";

const root = document.documentElement;
root.classList.add("js");

const all = (selector, from = document) => Array.from(from.querySelectorAll(selector));
const make = (tag, name, text) => {
	const e = document.createElement(tag);
	if (name) e.className = name;
	if (text !== undefined) e.textContent = text;
	if (tag === "button") e.type = "button";
	return e;
};

// Numbers for people.
const whole = new Intl.NumberFormat("en-US", {maximumFractionDigits: 0});
const brief = n => {
	for (const [size, unit] of [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"]]) {
		if (Math.abs(n) >= size) return String(+(n / size).toPrecision(3)) + unit;
	}
	return String(+n.toPrecision(3));
};
const percent = part => {
	const p = part * 100;
	return (p === 0 || p >= 10 ? String(+p.toPrecision(3)) : String(+p.toPrecision(2))) + " %";
};
const span = s => {
	if (s === 0) return "0 s";
	if (s < 1e-3) return +(s * 1e6).toPrecision(3) + " µs";
	if (s < 1) return +(s * 1e3).toPrecision(3) + " ms";
	return +s.toPrecision(3) + " s";
};

// Time is the clock of the log, which the functions for UTC show as it is.
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const two = n => String(n).padStart(2, "0");
const date = s => { const d = new Date(s * 1e3); return d.getUTCDate() + " " + months[d.getUTCMonth()]; };
const time = (s, seconds) => {
	const d = new Date(s * 1e3);
	return two(d.getUTCHours()) + ":" + two(d.getUTCMinutes()) + (seconds ? ":" + two(d.getUTCSeconds()) : "");
};
const moment = (s, step) => {
	const day = days[new Date(s * 1e3).getUTCDay()] + " " + date(s);
	return step >= 86400 ? day : day + " " + time(s, step < 60);
};
const units = [[604800, "week", "weeks"], [86400, "day", "days"], [3600, "hour", "h"], [60, "minute", "min"], [1, "second", "sec"]];
const every = step => {
	const [size, one, many] = units.find(u => step % u[0] === 0);
	return "every " + (step === size ? one : step / size + " " + many);
};

// The lengths that people cut time into, as the other outputs have them.
const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 604800];
while (steps.length < 32) steps.push(steps[steps.length - 1] * 2);

// The distances of marks on the axes: of time whole seconds, of counts whole ones.
const oneDay = 86400;
const timeMarks = [1, 5, 10, 15, 30, 60, 300, 600, 900, 1800, 3600, 7200, 10800, 14400, 21600, 28800, 43200,
	...[1, 2, 3, 4, 5, 7, 10, 15, 30, 60, 90, 120, 180, 365, 730, 1825, 3650, 9125, 18250, 36500].map(n => n * oneDay)];
const countMarks = [];
for (let n = 1; n < 1e16; n *= 10) countMarks.push(n, 2 * n, 5 * n);

const monday = 4 * oneDay;
const floor = (s, step) => {
	const origin = step % 604800 === 0 ? monday : 0;
	return Math.floor((s - origin) / step) * step + origin;
};

// Charts.

const color = name => getComputedStyle(root).getPropertyValue(name).trim();
const colors = {
	"s-5xx": "--s5", "s-4xx": "--s4", "s-3xx": "--s3", "s-2xx": "--s2", "s-requests": "--s2", "s-other": "--s0",
	"s-p50": "--p50", "s-p95": "--p95", "s-p99": "--p99",
};
const charts = [];

// A Chart shows one figure. Its values are in steps of their own; counts are
// added up to as many bars as there is room for.
class Chart {
	constructor(figure) {
		this.figure = figure;
		this.kind = figure.dataset.kind;
		this.first = +figure.dataset.from;
		this.last = +figure.dataset.to;
		this.start = +figure.dataset.start;
		this.base = +figure.dataset.step;
		const silences = figure.dataset.silences ? figure.dataset.silences.split(",").map(Number) : [];
		this.silences = [];
		for (let i = 0; i < silences.length; i += 2) this.silences.push([silences[i], silences[i + 1]]);
		const empty = this.kind === "lines" ? null : 0;
		this.values = figure.dataset.values.split("|").map(s => s.split(",").map(n => n === "" ? empty : +n));
		if (this.kind === "lines") this.measure();
		this.plot = figure.querySelector(".plot");
		this.every = figure.querySelector(".every");
		this.readLegend();
	}

	// readLegend makes a button of each entry, which hides its series.
	readLegend() {
		this.series = all(".legend li", this.figure).map(li => {
			const entry = {name: li.className, shown: true, total: li.querySelector("b").textContent, value: li.querySelector("b")};
			const button = make("button");
			button.title = "show or hide " + li.querySelector(".label").textContent;
			button.append(...li.childNodes);
			button.setAttribute("aria-pressed", "true");
			li.append(button);
			button.addEventListener("click", () => {
				entry.shown = !entry.shown;
				button.setAttribute("aria-pressed", String(entry.shown));
				this.draw();
			});
			return entry;
		});
	}

	// bin adds counts up to steps for the range that is shown. Of the values
	// between from and until it takes as few bars as the width asks for.
	bin(from, until) {
		const most = Math.max(40, Math.floor(this.plot.clientWidth / 5));
		let step = this.base;
		if (this.kind !== "lines") {
			step = steps.find(s => s >= this.base && s % this.base === 0 && (until - from) / s <= most) || this.base;
		}
		const begin = Math.max(floor(this.start, step), floor(from, step) - step);
		const first = this.kind === "lines" ? this.start : begin;
		const n = Math.max(1, Math.ceil((Math.min(until + step, this.last) - first) / step));
		const x = Array.from({length: n}, (_, i) => first + i * step);
		if (this.kind === "lines") return {step, x, rows: this.values.map(v => v.slice(0, n))};
		const rows = this.values.map(values => {
			const sums = new Array(n).fill(0);
			const lo = Math.max(0, Math.floor((first - this.start) / this.base));
			const hi = Math.min(values.length, Math.ceil((first + n * step - this.start) / this.base));
			for (let i = lo; i < hi; i++) {
				const at = (floor(this.start + i * this.base, step) - first) / step;
				if (at >= 0 && at < n) sums[at] += values[i];
			}
			return sums;
		});
		return {step, x, rows};
	}

	// data is what uPlot draws: sums for a stack, drawn from the highest down, so
	// that each lies before the one above it.
	data(bins) {
		if (this.kind === "stack") {
			const below = new Array(bins.x.length).fill(0);
			const sums = bins.rows.map((row, k) => row.map((n, i) => below[i] += this.series[k].shown ? n : 0));
			return [bins.x, ...sums.reverse()];
		}
		if (this.kind === "share") {
			const requests = charts[0].series;
			const at = requests.findIndex(s => s.name === "s-5xx");
			bins.parts = bins.x.map((_, i) => {
				const sum = bins.rows.reduce((sum, row) => sum + row[i], 0);
				return sum ? bins.rows[at][i] / sum : null;
			});
			return [bins.x, this.series[0].shown ? bins.parts : bins.x.map(() => null)];
		}
		return [bins.x.concat(bins.x[bins.x.length - 1] + bins.step), ...bins.rows.map((row, k) => {
			const line = row.map(n => !this.series[k].shown || n === null ? null : Math.max(n, this.low));
			return line.concat(line[line.length - 1]);
		})];
	}

	// range is the axis of values for what is shown.
	range(min, max) {
		if (this.kind !== "lines") return [0, max > 0 ? max * 1.05 : 1];
		return [this.low, this.high];
	}

	options(width) {
		const stroke = () => color("--dim");
		const grid = {stroke: () => color("--rule"), width: 1};
		const font = "12px system-ui, sans-serif";
		const value = this.kind === "stack" ? brief : this.kind === "share" ? percent : span;
		const axis = {stroke, grid, ticks: {show: false}, font, gap: 6};
		return {
			width, height: {stack: 220, share: 130, lines: 170}[this.kind],
			tzDate: s => uPlot.tzDate(new Date(s * 1e3), "Etc/UTC"),
			legend: {show: false},
			padding: [8, 20, 0, 0],
			cursor: {
				y: false, points: {show: false},
				drag: {x: true, y: false, setScale: false, dist: 4},
				sync: {key: "time", scales: ["x", null]},
				bind: {dblclick: () => () => { zoomAll(); return null; }},
			},
			scales: {
				x: {time: true, range: () => [this.from, this.until]},
				y: this.kind === "lines" ? {distr: 3, range: () => [this.low, this.high]} : {range: (_, min, max) => this.range(min, max)},
			},
			axes: [
				Object.assign({}, axis, {space: 70, size: 24, incrs: timeMarks, values: (_, ticks, i, space, incr) => this.labels(ticks, incr)}),
				Object.assign({}, axis, this.kind === "lines" ? {splits: () => this.powers()} : this.kind === "stack" ? {incrs: countMarks} : {}, {
					size: 60, space: 32,
					values: (_, ticks) => ticks.map(n => n === null ? "" : value(n)),
				}),
			],
			series: [{}, ...this.lines()],
			hooks: {
				drawClear: [u => this.shade(u)],
				setCursor: [u => this.show(u)],
				setSelect: [u => {
					if (u.select.width > 3) zoom(u.posToVal(u.select.left, "x"), u.posToVal(u.select.left + u.select.width, "x"));
					u.setSelect({left: 0, width: 0, top: 0, height: 0}, false);
				}],
			},
		};
	}

	// lines are the series of uPlot, in the order of data.
	lines() {
		const bars = uPlot.paths.bars({size: [1, Infinity], align: 1, gap: 1});
		const lines = this.series.map(s => {
			const paint = () => color(colors[s.name]);
			if (this.kind === "lines") return {stroke: paint, width: 1.6, paths: uPlot.paths.stepped({align: 1}), points: {show: false}};
			return {fill: paint, width: 0, paths: bars, points: {show: false}};
		});
		return this.kind === "stack" ? lines.reverse() : lines;
	}

	// measure finds powers of ten around the latencies. On an axis of equal factors
	// there is no place for 0, which stands at the bottom.
	measure() {
		const seen = this.values.flat().filter(n => n > 0);
		const least = seen.reduce((a, b) => Math.min(a, b), Infinity), most = seen.reduce((a, b) => Math.max(a, b), 0);
		this.low = most ? 10 ** Math.floor(Math.log10(least)) : 1e-3;
		this.high = most ? 10 ** Math.ceil(Math.log10(most) + 1e-9) : 1;
	}

	// powers are the latencies with a line across the chart.
	powers() {
		const list = [];
		for (let n = this.low; n <= this.high * 1.01; n *= 10) list.push(n);
		return list;
	}

	// labels names the marks of time: by the clock, and by the day where one begins.
	labels(ticks, incr) {
		let day = "";
		return ticks.map(s => {
			const today = date(s), year = new Date(s * 1e3).getUTCFullYear();
			if (incr >= 86400 * 28) return months[new Date(s * 1e3).getUTCMonth()] + " " + year;
			if (incr >= 86400) return today;
			const label = today !== day && (day !== "" || s % 86400 === 0) ? today : time(s, incr < 60);
			day = today;
			return label;
		});
	}

	// shade marks the silences.
	shade(u) {
		const {left, top, width, height} = u.bbox;
		u.ctx.save();
		u.ctx.fillStyle = color("--silence");
		for (const [from, until] of this.silences) {
			const x = Math.max(left, u.valToPos(from, "x", true)), end = Math.min(left + width, u.valToPos(until, "x", true));
			if (end > x) u.ctx.fillRect(x, top, end - x, height);
		}
		u.ctx.restore();
	}

	// show writes the figures under the cursor into the legend, else the totals.
	show(u) {
		const left = u.cursor.left, bins = this.bins;
		const at = left >= 0 ? Math.floor((u.posToVal(left, "x") - bins.x[0]) / bins.step) : -1;
		const inside = at >= 0 && at < bins.x.length;
		this.every.textContent = inside ? moment(bins.x[at], bins.step) + ", " + every(bins.step).replace("every ", "") : every(bins.step);
		this.series.forEach((s, k) => {
			let text = s.total;
			if (inside && this.kind === "stack") text = whole.format(bins.rows[k][at]);
			if (inside && this.kind === "share") text = bins.parts[at] === null ? "-" : percent(bins.parts[at]);
			if (inside && this.kind === "lines") text = bins.rows[k][at] === null ? "-" : span(bins.rows[k][at]);
			s.value.textContent = text;
		});
	}

	// draw shows the range that is set.
	draw() {
		const width = this.plot.clientWidth;
		if (!width) return;
		this.bins = this.bin(this.from, this.until);
		const data = this.data(this.bins);
		if (!this.u) {
			this.u = new uPlot(this.options(width), data, this.plot);
			this.u.root.setAttribute("role", "img");
			this.u.root.setAttribute("aria-label", this.figure.querySelector(".static").getAttribute("aria-label"));
			this.figure.classList.add("drawn");
		} else {
			if (this.u.width !== width) this.u.setSize({width, height: this.u.height});
			this.u.setData(data);
		}
		this.every.textContent = every(this.bins.step);
	}

	zoom(from, until) {
		this.from = from;
		this.until = until;
		this.figure.dataset.from = Math.round(from);
		this.figure.dataset.to = Math.round(until);
		this.draw();
	}
}

const back = document.getElementById("whole");

// zoom shows a range on all charts, of at least some steps.
function zoom(from, until) {
	const c = charts[0];
	const least = Math.min(c.base * 6, c.last - c.first);
	if (until - from < least) {
		const middle = (from + until) / 2;
		from = middle - least / 2;
		until = middle + least / 2;
	}
	if (from < c.first) until += c.first - from, from = c.first;
	if (until > c.last) from -= until - c.last, until = c.last;
	from = Math.max(from, c.first);
	charts.forEach(c => c.zoom(from, until));
	back.hidden = from <= c.first && until >= c.last;
}

function zoomAll() { zoom(charts[0].first, charts[0].last); }

function startCharts() {
	const figures = all("figure.chart");
	if (!figures.length) return;
	figures.forEach(f => {
		if (f.dataset.kind === "share") f.dataset.values = figures[0].dataset.values;
		charts.push(new Chart(f));
	});
	figures.forEach(f => { if (f.dataset.kind === "share") f.removeAttribute("data-values"); });
	zoomAll();
	back.addEventListener("click", zoomAll);
	let waiting = 0;
	new ResizeObserver(() => {
		cancelAnimationFrame(waiting);
		waiting = requestAnimationFrame(() => charts.forEach(c => { if (c.u && c.u.width !== c.plot.clientWidth) c.draw(); }));
	}).observe(figures[0]);
	matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => charts.forEach(c => c.u && c.u.redraw()));
	all("a.zoom").forEach(a => a.addEventListener("click", event => {
		event.preventDefault();
		const from = +a.dataset.from, until = +a.dataset.to, around = Math.max((until - from) * 6, charts[0].base * 6);
		zoom(from - around, until + around);
		document.getElementById("charts").scrollIntoView({block: "start"});
	}));
}

// Tables.

// raw is the value of a cell for sorting: a number where it is one.
function raw(cell) {
	if (cell.classList.contains("none")) return null;
	const text = cell.dataset.value !== undefined ? cell.dataset.value : cell.textContent;
	return cell.classList.contains("n") ? +text : text;
}

function compare(a, b) {
	if (a === null || b === null) return (a === null) - (b === null);
	return a < b ? -1 : a > b ? 1 : 0;
}

function startTable(table) {
	const body = table.tBodies[0], card = table.closest("section, details");
	const rows = Array.from(body.rows), search = card.querySelector("input[type=search]");
	const more = card.querySelector(".more"), found = card.querySelector(".found");
	const heads = all("th", table.tHead);
	const shortRows = +table.dataset.short || rows.length;
	let open = false;

	function refresh() {
		const wanted = search ? search.value.toLowerCase() : "";
		let hits = 0;
		for (const row of body.rows) {
			const hit = !wanted || all("th, td", row).some(c => (c.title || c.textContent).toLowerCase().includes(wanted));
			hits += hit;
			row.hidden = !hit || !open && !wanted && hits > shortRows;
		}
		if (found) found.textContent = wanted ? hits + " of " + rows.length : "";
		if (more) more.hidden = wanted !== "" || rows.length <= shortRows;
	}

	heads.forEach((head, column) => {
		const button = head.querySelector(".sort");
		if (!button) return;
		button.addEventListener("click", () => {
			const was = head.getAttribute("aria-sort");
			const down = was === null ? head.classList.contains("n") : was === "ascending";
			heads.forEach(h => h.removeAttribute("aria-sort"));
			head.setAttribute("aria-sort", down ? "descending" : "ascending");
			const order = rows.map((row, i) => [raw(row.cells[column]), i, row]).sort((a, b) => {
				if (a[0] === null || b[0] === null) return compare(a[0], b[0]) || a[1] - b[1];
				return (down ? compare(b[0], a[0]) : compare(a[0], b[0])) || a[1] - b[1];
			});
			body.append(...order.map(o => o[2]));
			refresh();
		});
	});
	if (more) {
		const wide = more.textContent;
		more.addEventListener("click", () => {
			open = !open;
			more.setAttribute("aria-expanded", String(open));
			more.textContent = open ? shortRows + " rows" : wide;
			refresh();
		});
	}
	if (search) {
		search.hidden = rows.length <= shortRows;
		search.addEventListener("input", refresh);
	}
	card.querySelector(".csv").addEventListener("click", () => save(table, heads));
	refresh();
}

// save gives the rows of a table, shown or not, as a file. A text that a
// spreadsheet would run as a formula gets a quote before it.
function save(table, heads) {
	const quote = text => /[",\r\n]|^ |^$/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
	const disarm = text => /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20\ufeff]/.test(text) && text !== "-" ? "'" + text : text;
	const cell = c => {
		if (c.classList.contains("none")) return "";
		if (c.dataset.value !== undefined) return c.dataset.value;
		const text = c.title || c.textContent;
		return c.classList.contains("n") ? text : quote(disarm(text === '""' ? "" : text));
	};
	const lines = [heads.map(h => quote(disarm(h.dataset.name))).join(",")];
	for (const row of table.tBodies[0].rows) lines.push(Array.from(row.cells, cell).join(","));
	const link = make("a");
	link.href = URL.createObjectURL(new Blob([lines.join("\n") + "\n"], {type: "text/csv"}));
	link.download = table.dataset.name.replace(/[^A-Za-z0-9_-]+/g, "-") + ".csv";
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// copy puts the command beside a button on the clipboard.
function copy(button) {
	const code = button.parentElement.querySelector(".command");
	const done = () => {
		button.textContent = "copied";
		setTimeout(() => { button.textContent = "copy"; }, 1500);
	};
	const select = () => {
		getSelection().selectAllChildren(code);
		if (document.execCommand("copy")) done();
	};
	if (navigator.clipboard) navigator.clipboard.writeText(code.textContent).then(done, select);
	else select();
}

startCharts();
all("table[data-name]").forEach(startTable);
all(".copy").forEach(b => b.addEventListener("click", () => copy(b)));
})();
