// grids returns the tables that a selector finds, with all of their rows.
(selector) => Array.from(document.querySelectorAll(selector), (table) => ({
	Name: table.dataset.name,
	Folded: !table.checkVisibility(),
	Columns: Array.from(table.tHead.rows[0].cells, (th) => th.dataset.name ?? th.textContent.trim()),
	Heading: Array.from(table.tHead.rows[0].cells, (th) => th.textContent.trim()),
	Sorted: Array.from(table.tHead.rows[0].cells, (th) => th.getAttribute("aria-sort") ?? ""),
	Rows: Array.from(table.tBodies[0].rows, (tr) => ({
		Shown: getComputedStyle(tr).display !== "none",
		Cells: Array.from(tr.cells, (td) => ({ Text: td.textContent.trim(), Title: td.title, Value: td.dataset.value })),
	})),
}))
