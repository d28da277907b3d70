/* What both models of agreement share: validators, blocks, votes. docs/spec/agreement-model.md explains all of it. */
#ifndef N
#define N 4         /* validators */
#endif
#ifndef F
#define F 1         /* of these, how many lie */
#endif
#ifndef QUORUM
#define QUORUM 3    /* votes in a certificate */
#endif
#ifndef VIEWS
#define VIEWS 3
#endif
#ifndef EPOCH_END
#define EPOCH_END 9 /* the height of the epoch's last block; above VIEWS: it does not end */
#endif
#define HONEST (N - F)
/* In a view there are proposals 1 and 2. A third adds nothing: one of three would get no vote that matters. */
#define SLOT(v, k) (2 * (v) - 2 + (k))
#define SLOTS (2 * VIEWS + 1)
#define NOTHING 255

typedef Node {
  /* What was voted, by view: the sum of the proposals, which is one or none. On disk before it is on the board. */
  byte notarize[VIEWS + 1];
  byte nullify[VIEWS + 1]; /* 1 or none */
  byte finalize[VIEWS + 1];
}
Node node[HONEST];

/* What was proposed. A block is named by the slot in which it was first proposed; 0 is the block below the epoch. */
byte block[SLOTS]  = NOTHING;
byte parent[SLOTS] = NOTHING; /* of a block */
byte height[SLOTS];           /* of a block */

#define HAS(i, kind, v, x) ((node[i].kind[v] & (x)) != 0)
#if HONEST == 3
#define COUNT(kind, v, x) (HAS(0, kind, v, x) + HAS(1, kind, v, x) + HAS(2, kind, v, x))
#else
#define COUNT(kind, v, x) (HAS(0, kind, v, x) + HAS(1, kind, v, x))
#endif

#define PROPOSED(v, k) (block[SLOT(v, k)] != NOTHING)

/* Of the step that is being taken; nothing between steps. */
byte i, k, u, v, b, c;
bool holds;
