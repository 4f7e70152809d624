//go:build !purego

#include "go_asm.h"
#include "textflag.h"

// func prefetchSlot(slot *uint64)
TEXT ·prefetchSlot(SB), NOSPLIT, $0-8
	MOVQ       slot+0(FP), AX
	PREFETCHT0 (AX)
	RET

// func prefetchRowsOf(keys *pendingKey, n int)
TEXT ·prefetchRowsOf(SB), NOSPLIT, $0-16
	MOVQ keys+0(FP), AX
	MOVQ n+8(FP), CX

next:
	MOVQ       pendingKey_row(AX), BX
	PREFETCHT0 (BX)
	PREFETCHT0 64(BX)
	ADDQ       $pendingKey__size, AX
	DECQ       CX
	JNZ        next
	RET
