// shape returns the elements of the page in their order, with the names of their
// attributes, and the values of those that tell a browser to do something.
() => Array.from(document.querySelectorAll("*"), (element) =>
	[element.localName, ...Array.from(element.attributes, ({ name, value }) => (/^(on|style$|src|href$|action$|target$|type$|class$|id$)/.test(name) ? `${name}=${value}` : name))].join(" "))
