//go:build !purego

#include "textflag.h"

// func spacesAVX2(line *byte, n int) (client, uri int)
TEXT ·spacesAVX2(SB), NOSPLIT, $0-32
	MOVQ line+0(FP), SI
	MOVQ n+8(FP), DX
	CMPQ DX, $32
	JLT  none

	MOVL         $0x20202020, AX
	VMOVD        AX, X0
	VPBROADCASTD X0, Y0
	VPCMPEQB     (SI), Y0, Y1
	VPMOVMSKB    Y1, AX
	TESTL        AX, AX
	JZ           none
	BSFL         AX, AX
	LEAQ         39(AX), BX // behind ` - - [01/Mar/2026:10:00:00 +0100] "GET `

next64:
	LEAQ      64(BX), CX
	CMPQ      CX, DX
	JGT       next32
	VPCMPEQB  (SI)(BX*1), Y0, Y1
	VPCMPEQB  32(SI)(BX*1), Y0, Y2
	VPMOVMSKB Y1, CX
	VPMOVMSKB Y2, DI
	SHLQ      $32, DI
	ORQ       DI, CX
	JNZ       found
	ADDQ      $64, BX
	JMP       next64

next32:
	LEAQ      32(BX), CX
	CMPQ      CX, DX
	JGT       none
	VPCMPEQB  (SI)(BX*1), Y0, Y1
	VPMOVMSKB Y1, CX
	TESTL     CX, CX
	JZ        none

found:
	BSFQ CX, CX
	ADDQ CX, BX
	MOVQ AX, client+16(FP)
	MOVQ BX, uri+24(FP)
	VZEROUPPER
	RET

none:
	MOVQ $-1, client+16(FP)
	MOVQ $-1, uri+24(FP)
	VZEROUPPER
	RET
