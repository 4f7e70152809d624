package parser

import "slices"

// usual are the runs of ops that opUsual stands for, and the slots of each
// among those of opUsual.
var usual = [][]usualOp{
	{
		{opClient, "", clientSlot}, {opText, " ", 0},
		{opWord, " ", identSlot}, {opText, " ", 0},
		{opUntil, " [", userSlot}, {opText, " [", 0},
		{opTime, "] \"", timeSlot}, {opText, "] \"", 0},
		{opRequest, "\" ", usualRequest}, {opText, "\" ", 0},
		{opStatus, " ", statusSlot}, {opText, " ", 0},
		{opCount, "", bytesSlot}, {opEnd, "", 0},
	},
	{ // nginx writes the dash of ident as it stands
		{opClient, "", clientSlot}, {opText, " - ", 0},
		{opUntil, " [", userSlot}, {opText, " [", 0},
		{opTime, "] \"", timeSlot}, {opText, "] \"", 0},
		{opRequest, "\" ", usualRequest}, {opText, "\" ", 0},
		{opStatus, " ", statusSlot}, {opText, " ", 0},
		{opCount, "", bytesSlot}, {opEnd, "", 0},
	},
}

// usualOp is one op of such a run.
type usualOp struct {
	code opcode
	text string // of opText and opUntil
	slot int
}

// fuse returns ops with fewer in their place, which take the same lines, or
// fewer, and note the same: one for the run that opUsual stands for, and one
// for each field and the byte behind it.
func fuse(ops []op, dump int32) []op {
	for i := range ops {
		for _, run := range usual {
			if o, ok := fuseUsual(ops[i:], run, dump); ok {
				return slices.Concat(ops[:i], []op{o}, ops[i+len(run):])
			}
		}
	}
	var fused []op
	for _, o := range ops {
		if last := len(fused) - 1; o.code == opText && len(o.text) == 1 && last >= 0 && fused[last].then == 0 {
			fused[last].then = o.text[0]
			continue
		}
		fused = append(fused, o)
	}
	return fused
}

// fuseUsual returns the opUsual for the run that ops begin with.
func fuseUsual(ops []op, run []usualOp, dump int32) (op, bool) {
	if len(ops) < len(run) {
		return op{}, false
	}
	fused := op{code: opUsual, noted: usualSlots}
	for i := range fused.slots {
		fused.slots[i] = dump
	}
	for i, u := range run {
		o := ops[i]
		literal := u.code == opText || u.code == opUntil
		if o.code != u.code || literal && o.text != u.text || o.escape != escapeBackslash ||
			o.code == opTime && o.notation != clfNotation || o.code == opEnd && o.next != ' ' {
			return op{}, false
		}
		copy(fused.slots[u.slot:], o.slots[:o.noted])
		fused.cut = fused.cut || o.cut
	}
	for i, slot := range fused.slots {
		switch {
		case slot == dump:
		case i < usualRequest:
			fused.parts |= headPart
		case i < statusSlot:
			fused.parts |= requestPart
		default:
			fused.parts |= answerPart
		}
	}
	return fused, true
}
