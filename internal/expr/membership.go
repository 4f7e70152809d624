package expr

// membership makes a function of in.
func (c *compiler[T]) membership(n *node) (func(*T) bool, error) {
	left, right := n.kids[0], n.kids[1]
	if err := c.misplacedIn(n); err != nil {
		return nil, err
	}
	o, err := c.operand(left)
	if err != nil {
		return nil, err
	}
	elements := right.kids
	if right.op == opRange {
		elements = []*node{right}
	}
	if o.Kind == Time {
		return nil, c.fail(right, `a time is compared: %s >= "..." and %s < "..."`, c.source(left), c.source(left))
	}
	if len(elements) == 0 {
		return func(*T) bool { return false }, nil
	}
	if elements[0].op == opText {
		return c.inTexts(left, o, elements)
	}
	return c.inNumbers(left, o, elements)
}

// misplacedIn says what is wrong with the sides of an in, nil if nothing is.
func (c *compiler[T]) misplacedIn(n *node) error {
	left, right := n.kids[0], n.kids[1]
	list := right.op == opList || right.op == opRange
	switch {
	case left.op == opName && right.op == opText && isNetwork(right.text):
		return c.networkOf(opIn, left, right)
	case left.isConstant() && list:
		return c.fail(left, "in asks for a field in a list: status in [500, 502]")
	case left.op == opText && right.op == opName:
		return c.fail(n, "in looks through a list: write %s contains %s, or %s == %s", right.text, c.source(left), right.text, c.source(left))
	case left.isConstant() && right.op == opName:
		return c.fail(n, "in looks through a list: write %s == %s", right.text, c.source(left))
	case !list:
		return c.fail(right, "in looks through a list or a range: [500, 502] or 500..599")
	}
	return nil
}

// inTexts makes a function of in for a list of texts.
func (c *compiler[T]) inTexts(left *node, o operand[T], elements []*node) (func(*T) bool, error) {
	set := make(map[string]struct{}, len(elements))
	for _, e := range elements {
		if e.op != opText {
			return nil, c.fail(e, "a list holds texts or numbers, not both")
		}
		if err := c.neverText(opIn, left, e); err != nil {
			return nil, err
		}
		switch {
		case o.Kind == Number:
			return nil, c.quotedNumber(left, e)
		case o.Kind == Weekday && weekday([]byte(e.text)) == 0:
			return nil, c.fail(e, "%s is one of Mon Tue Wed Thu Fri Sat Sun", c.source(left))
		}
		set[e.text] = struct{}{}
	}
	return onText(o, func(b []byte) bool {
		_, ok := set[string(b)]
		return ok && b != nil
	}), nil
}

// inNumbers makes a function of in for a range, or a list of numbers and
// ranges.
func (c *compiler[T]) inNumbers(left *node, o operand[T], elements []*node) (func(*T) bool, error) {
	ranges := make([]numberRange, len(elements))
	for i, e := range elements {
		first, last := e, e
		if e.op == opRange {
			first, last = e.kids[0], e.kids[1]
		}
		if first.op != opNumber || last.op != opNumber {
			return nil, c.noNumbers(e)
		}
		for _, bound := range []*node{first, last} {
			if err := c.takesNumber(left, o, bound); err != nil {
				return nil, err
			}
		}
		ranges[i] = numberRange{lo: rational(first.text), hi: rational(last.text)}
		if ranges[i].lo.Cmp(ranges[i].hi) > 0 {
			return nil, c.emptyRange(left, first, last)
		}
		if err := c.offStep(left, o, ranges[i]); err != nil {
			return nil, err
		}
	}
	return onNumber(o, ranges, true), nil
}

// emptyRange is the error for a range whose first number is above its last.
func (c *compiler[T]) emptyRange(left, first, last *node) error {
	if left.text == "hour" {
		return c.fail(first, "this range is empty; over midnight it is hour >= %s or hour <= %s", first.text, last.text)
	}
	return c.fail(first, "a range begins with the smaller number: %s..%s", last.text, first.text)
}

// noNumbers says what is wrong with an element of a list of numbers.
func (c *compiler[T]) noNumbers(e *node) error {
	if e.op == opRange {
		return c.fail(e, `a range is one of numbers; texts are compared: date >= "2026-03-01" and date <= "2026-03-07"`)
	}
	return c.fail(e, "a list holds texts or numbers, not both")
}
