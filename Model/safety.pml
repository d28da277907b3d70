/*
 * Agreement, safety: whatever the network and F liars do, two different blocks are never final at one height.
 * docs/spec/agreement-model.md says what stands for what, and where each rule is in the code. Run by scripts/model.
 *
 * There is no network. A vote that was cast is on a board for good, and anyone may count it at any time, or never. This
 * covers loss, delay, duplication, reordering and partitions. All that liars could sign is on the board from the
 * beginning, so they have no state. They lead every view, and propose what they like: to keep the rules is one of their
 * choices, so an honest leader is not told apart.
 */
#include "agreement.pml"

/* Rules to leave out, to see that the model can fail. */
#ifndef FORGETS
#define FORGETS 0   /* 7: a crash takes the memory of votes */
#endif
#ifndef BOTH
#define BOTH 0      /* 3, 4: nullify and finalize in one view */
#endif
#ifndef SKIPS
#define SKIPS 0     /* 2: views between a block and its parent need not be nullified */
#endif
#define AS_SPECIFIED (QUORUM == 3 && F == 1 && !FORGETS && !BOTH && !SKIPS)

#define NONE(i, kind, v) ((node[i].kind[v] == 0) | FORGETS)

/* Certificates: of honest votes, and of liars' as far as they are needed. */
#define NOTARIZED(v, k) (PROPOSED(v, k) & (COUNT(notarize, v, k) + F >= QUORUM))
#define FINALIZED(v, k) (PROPOSED(v, k) & (COUNT(finalize, v, k) + F >= QUORUM))
#define NULLIFIED(v)    (COUNT(nullify, v, 1) + F >= QUORUM)

/* 4. A certificate for the view before lets a node in. A node may act in any view that it can have reached, also in one
   below where it was: a crash takes a node's view, and then nothing but what it voted holds it back. */
#define REACHED(v) (v == 1 || NULLIFIED(v - 1) || NOTARIZED(v - 1, 1) || NOTARIZED(v - 1, 2))

/* Honest nodes are alike: after every step they are put in order, so that states that differ in names alone are one. */
c_decl {
  static size_t node_size;
  static int compare(const void *a, const void *b) { return memcmp(a, b, node_size); }
}

#define END_STEP \
  d_step { \
    c_code { node_size = sizeof now.node[0]; qsort(now.node, sizeof now.node / node_size, node_size, compare); }; \
    i = 0; k = 0; u = 0; v = 0; b = 0; c = 0; holds = false \
  }

/* holds: block b was notarized in a view u below v, and all views between are nullified. */
inline stands() {
  d_step {
    u = v;
    do
    :: u--;
      if
      :: u == 0 -> holds = (b == 0); break
      :: u > 0 && NOTARIZED(u, 1) && block[SLOT(u, 1)] == b -> holds = true; break
      :: u > 0 && NOTARIZED(u, 2) && block[SLOT(u, 2)] == b -> holds = true; break
      :: else ->
        if
        :: NULLIFIED(u) || SKIPS
        :: else -> break
        fi
      fi
    od;
    skip
  }
}

/* Of any two final blocks one stands on the other. */
inline check_final() {
  d_step {
    assert(!AS_SPECIFIED || !NULLIFIED(v));
    u = 2 * VIEWS + 1;
    do
    :: u > 1 ->
      u--;
      if
      :: FINALIZED((u + 1) / 2, 2 - u % 2) -> b = block[u]; c = block[SLOT(v, k)]
      :: else -> b = 0; c = 0
      fi;
      do
      :: b == c -> break
      :: height[b] > height[c] -> b = parent[b]
      :: height[b] < height[c] -> c = parent[c]
      :: else -> assert(false) /* two blocks at one height */
      od
    :: else -> break
    od;
    skip
  }
}

/* 1, 6. A new block on b; or b again, when it ends the epoch: nothing stands on it before it is final. */
inline propose() {
  select(b : 0 .. SLOT(v, 0));
  stands();
  if
  :: holds && height[b] < EPOCH_END ->
    block[SLOT(v, k)] = SLOT(v, k); parent[SLOT(v, k)] = b; height[SLOT(v, k)] = height[b] + 1
  :: holds && height[b] == EPOCH_END && block[SLOT(v, 1)] != b -> block[SLOT(v, k)] = b
  :: else
  fi
}

/* 1, 2. Vote for a proposal. That it may stand where it does was seen when it was proposed, and stays true. */
inline vote_to_notarize() {
  if
  :: k = 1
  :: PROPOSED(v, 1) -> k = 2
  fi;
  if
  :: !PROPOSED(v, k) -> propose()
  :: else
  fi;
  if
  :: PROPOSED(v, k) ->
    node[i].notarize[v] = node[i].notarize[v] | k;
    assert(!AS_SPECIFIED || !(NOTARIZED(v, 1) && NOTARIZED(v, 2)))
  :: else /* Nothing may be proposed so. */
  fi
}

/* 4, 5. Vote to finalize what is notarized. */
inline vote_to_finalize() {
  if
  :: k = 1
  :: k = 2
  fi;
  if
  :: NOTARIZED(v, k) && NONE(i, finalize, v) && (BOTH || NONE(i, nullify, v)) ->
    node[i].finalize[v] = node[i].finalize[v] | k;
    if
    :: FINALIZED(v, k) -> check_final()
    :: else
    fi
  :: else
  fi
}

init {
  d_step { block[0] = 0; parent[0] = 0 }
  do
  :: atomic {
      select(i : 0 .. HONEST - 1);
      select(v : 1 .. VIEWS);
      if
      :: REACHED(v) && NONE(i, notarize, v) -> vote_to_notarize()
      :: REACHED(v) && (BOTH || NONE(i, finalize, v)) -> node[i].nullify[v] = 1 /* 3. Give the view up. */
      :: vote_to_finalize()
      :: else
      fi;
      END_STEP
    }
  od
}
