//go:build !purego

#include "textflag.h"

// func pairAVX2(data *byte, n, gap int, first, second byte) int
TEXT ·pairAVX2(SB), NOSPLIT, $0-40
	MOVQ         data+0(FP), SI
	MOVQ         n+8(FP), DX
	MOVQ         gap+16(FP), DI
	MOVBLZX      first+24(FP), AX
	MOVBLZX      second+25(FP), CX
	VMOVD        AX, X0
	VMOVD        CX, X1
	VPBROADCASTB X0, Y0
	VPBROADCASTB X1, Y1
	ADDQ         SI, DI // where the second is looked for
	XORL         BX, BX

next:
	VPCMPEQB  (SI)(BX*1), Y0, Y2
	VPCMPEQB  (DI)(BX*1), Y1, Y3
	VPCMPEQB  32(SI)(BX*1), Y0, Y4
	VPCMPEQB  32(DI)(BX*1), Y1, Y5
	VPAND     Y2, Y3, Y2
	VPAND     Y4, Y5, Y4
	VPOR      Y2, Y4, Y3
	VPTEST    Y3, Y3
	JNZ       found
	ADDQ      $64, BX
	CMPQ      BX, DX
	JLT       next
	MOVQ      $-1, ret+32(FP)
	VZEROUPPER
	RET

found:
	VPMOVMSKB Y2, AX
	VPMOVMSKB Y4, CX
	SHLQ      $32, CX
	ORQ       CX, AX
	BSFQ      AX, AX
	ADDQ      BX, AX
	MOVQ      AX, ret+32(FP)
	VZEROUPPER
	RET
