//go:build !purego

#include "textflag.h"

// func newlinesAVX2(block *byte, n int, ends *lineEnds) int
TEXT ·newlinesAVX2(SB), NOSPLIT, $0-32
	MOVQ         block+0(FP), SI
	MOVQ         n+8(FP), DX
	MOVQ         ends+16(FP), DI
	MOVL         $0x0a0a0a0a, AX
	VMOVD        AX, X0
	VPBROADCASTD X0, Y0
	XORL         BX, BX // offset in block
	XORL         R8, R8 // ends so far

next:
	VPCMPEQB  (SI)(BX*1), Y0, Y1
	VPCMPEQB  32(SI)(BX*1), Y0, Y2
	VPMOVMSKB Y1, AX
	VPMOVMSKB Y2, CX
	SHLQ      $32, CX
	ORQ       CX, AX
	POPCNTQ   AX, R9

	// Two are noted whether there are so many or not.
	TZCNTQ AX, R10
	ADDQ   BX, R10
	MOVW   R10, (DI)(R8*2)
	BLSRQ  AX, AX
	TZCNTQ AX, R10
	ADDQ   BX, R10
	MOVW   R10, 2(DI)(R8*2)
	CMPQ   R9, $2
	JGT    more

done:
	ADDQ R9, R8
	ADDQ $64, BX
	CMPQ BX, DX
	JLT  next
	MOVQ R8, ret+24(FP)
	VZEROUPPER
	RET

more: // the third and those behind it
	LEAQ  (DI)(R8*2), R11
	BLSRQ AX, AX

another:
	TZCNTQ AX, R10
	ADDQ   BX, R10
	MOVW   R10, 4(R11)
	ADDQ   $2, R11
	BLSRQ  AX, AX
	JNZ    another
	JMP    done
