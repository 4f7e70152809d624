//go:build !purego

#include "textflag.h"

// func censusAVX2(data *byte, n int) (lines, least int)
TEXT ·censusAVX2(SB), NOSPLIT, $0-32
	MOVQ         data+0(FP), SI
	MOVQ         n+8(FP), DX
	MOVL         $0x0a0a0a0a, AX
	VMOVD        AX, X0
	VPBROADCASTD X0, Y0
	VPXOR        Y1, Y1, Y1 // zeros
	VPCMPEQB     Y2, Y2, Y2 // the least byte at each place
	VPXOR        Y3, Y3, Y3 // newlines in four sums
	ADDQ         SI, DX     // the end

block: // as much as counters of a byte hold: 64 bytes, 127 times at most
	LEAQ    (127*64)(SI), CX
	CMPQ    CX, DX
	CMOVQHI DX, CX
	VPXOR   Y4, Y4, Y4 // newlines at each place of the block

next:
	VMOVDQU  (SI), Y5
	VMOVDQU  32(SI), Y6
	VPMINUB  Y5, Y2, Y2
	VPMINUB  Y6, Y2, Y2
	VPCMPEQB Y5, Y0, Y5
	VPCMPEQB Y6, Y0, Y6
	VPSUBB   Y5, Y4, Y4
	VPSUBB   Y6, Y4, Y4
	ADDQ     $64, SI
	CMPQ     SI, CX
	JCS      next
	VPSADBW  Y4, Y1, Y4
	VPADDQ   Y4, Y3, Y3
	CMPQ     SI, DX
	JCS      block

	VEXTRACTI128 $1, Y3, X4
	VPADDQ       X4, X3, X3
	VPSHUFD      $0xee, X3, X4
	VPADDQ       X4, X3, X3
	VMOVQ        X3, AX
	MOVQ         AX, lines+16(FP)
	XORL         BX, BX
	VPCMPEQB     Y2, Y1, Y2
	VPMOVMSKB    Y2, AX
	TESTL        AX, AX
	SETEQ        BX
	MOVQ         BX, least+24(FP)
	VZEROUPPER
	RET
