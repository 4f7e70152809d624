//go:build !purego

#include "go_asm.h"
#include "textflag.h"

// func prefetchSlot(slot *uint64)
TEXT ·prefetchSlot(SB), NOSPLIT, $0-8
	MOVD slot+0(FP), R0
	PRFM (R0), PLDL1KEEP
	RET

// func prefetchRowsOf(keys *pendingKey, n int)
TEXT ·prefetchRowsOf(SB), NOSPLIT, $0-16
	MOVD keys+0(FP), R0
	MOVD n+8(FP), R1

next:
	MOVD pendingKey_row(R0), R2
	PRFM (R2), PLDL1KEEP
	PRFM 64(R2), PLDL1KEEP
	ADD  $pendingKey__size, R0
	SUBS $1, R1
	BNE  next
	RET
