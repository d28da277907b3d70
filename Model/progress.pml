/*
 * Agreement, progress: after any beginning, once the network delivers and timers are longer than its delays, a new
 * block becomes final; it is one of the next two views'. Until then there is always something left to do.
 * docs/spec/agreement-model.md says what stands for what, and where each rule is in the code. Run by scripts/model.
 *
 * Node 3 lies, nodes 0 to 2 are honest. The beginning (`stable` false) is as in the model of safety: votes are counted
 * at any time or never, timers run out at any time, nodes crash. It ends at any time. From then on what an honest node
 * sent reaches all; a timer runs out only when nothing is left to deliver; nobody needs the liar, who may still join in
 * with its votes, propose what it likes to whom it likes, or be silent.
 */
#ifndef BEGINNING
#define BEGINNING 2 /* the views of the beginning */
#endif
#define VIEWS (BEGINNING + 3)

#include "agreement.pml"

#ifndef SHIFT
#define SHIFT 0     /* the liar leads the views v with v + SHIFT = 3 (mod N) */
#endif
#define LEADER(v) (((v) + SHIFT) % N)
/* Rules to leave out, to see that the model can fail. */
#ifndef FORWARDS
#define FORWARDS 1  /* 4: certificates are passed on */
#endif
#ifndef KEEPS
#define KEEPS 2     /* 7: all certificates are on disk; 1: only notarizations, with the vote to finalize; 0: none */
#endif
#ifndef TIMERS
#define TIMERS 1    /* 3: views are given up */
#endif

byte view[HONEST];
bool stable;
byte last; /* the highest view in which an honest node is or voted at the end of the beginning */

/* The certificates that honest nodes have, by view; of notarizations the sum of the proposals. What one has it passes
   on, so they are everyone's as soon as the network delivers. Before, each may be counted at any time or never. */
byte notarized[VIEWS + 1];
byte nullified[VIEWS + 1];
#define HAVE(v, k) ((notarized[v] & (k)) != 0)

#define END_STEP d_step { busy = false; waiting = false; i = 0; k = 0; u = 0; v = 0; b = 0; c = 0; holds = false }

/* Nobody needs to act above: two views on, an honest node has led. */
#define LIMIT (last + 2)
bool busy, waiting, done;

/* holds: block b was notarized in a view u below v, and all views between are nullified. */
inline stands() {
  holds = false; u = v;
  do
  :: u--;
    if
    :: u == 0 -> holds = (b == 0); break
    :: u > 0 && HAVE(u, 1) && block[SLOT(u, 1)] == b -> holds = true; break
    :: u > 0 && HAVE(u, 2) && block[SLOT(u, 2)] == b -> holds = true; break
    :: else ->
      if
      :: nullified[u]
      :: else -> break
      fi
    fi
  od
}

/* b: the block that was notarized in the highest view below v. */
inline highest() {
  b = 0; u = v;
  do
  :: u > 1 ->
    u--;
    if
    :: HAVE(u, 1) -> b = block[SLOT(u, 1)]; break
    :: HAVE(u, 2) -> b = block[SLOT(u, 2)]; break
    :: else
    fi
  :: else -> break
  od
}

/* What node i may do now, given v and k. In the end they are done before a timer runs out. */
#define CAN_LEARN(liars) (PROPOSED(v, k) && !HAVE(v, k) && COUNT(notarize, v, k) + (liars) >= QUORUM)
#define CAN_PASS(liars)  (!nullified[v] && COUNT(nullify, v, 1) + (liars) >= QUORUM)
#define CAN_ENTER        (v >= view[i] && (notarized[v] || nullified[v]))
#define CAN_FINALIZE     (HAVE(v, k) && node[i].finalize[v] == 0 && node[i].nullify[v] == 0)
#define CAN_LEAD         (v == view[i] && v <= LIMIT && LEADER(v) == i && !PROPOSED(v, 1) && node[i].notarize[v] == 0)
#define CAN_NOTARIZE     (v == view[i] && v <= LIMIT && PROPOSED(v, k) && node[i].notarize[v] == 0)
#define CAN_HEAR_LIE     (v == view[i] && v <= LIMIT && LEADER(v) >= HONEST && node[i].notarize[v] == 0 \
                           && !PROPOSED(v, k) && (k == 1 || PROPOSED(v, 1)))
#define CAN_GIVE_UP      (TIMERS && view[i] <= LIMIT && node[i].nullify[view[i]] == 0 && node[i].finalize[view[i]] == 0)

/* The block on which the proposal in v and k stands, or itself when it is proposed again. */
inline base() {
  b = block[SLOT(v, k)];
  if
  :: b == SLOT(v, k) -> b = parent[b]
  :: else
  fi
}

/* After the beginning certificates reach all at once. */
inline deliver() {
  d_step {
    v = 1;
    do
    :: v < VIEWS ->
      k = 1;
      do
      :: k <= 2 ->
        if
        :: CAN_LEARN(0) -> notarized[v] = notarized[v] | k
        :: else
        fi;
        if
        :: CAN_PASS(0) -> nullified[v] = 1
        :: else
        fi;
        i = 0;
        do
        :: i < HONEST ->
          if
          :: CAN_FINALIZE -> node[i].finalize[v] = k
          :: else
          fi;
          if
          :: CAN_ENTER -> view[i] = v + 1
          :: else
          fi;
          i++
        :: else -> break
        od;
        done = done || (v > last && COUNT(finalize, v, k) == HONEST);
        k++
      :: else -> break
      od;
      v++
    :: else -> break
    od;
    skip
  }
}

/* busy: an honest node has something to do without its timer; waiting: a timer is running. */
inline look() {
  d_step {
    busy = false; waiting = false; i = 0;
    do
    :: i < HONEST ->
      waiting = waiting || CAN_GIVE_UP;
      v = 1;
      do
      :: v < VIEWS ->
        k = 1;
        do
        :: k <= 2 ->
          if
          :: !busy && CAN_LEAD -> highest(); stands(); busy = holds
          :: !busy && CAN_NOTARIZE && LEADER(v) < HONEST -> base(); stands(); busy = holds
          :: else
          fi;
          k++
        :: else -> break
        od;
        v++
      :: else -> break
      od;
      i++
    :: else -> break
    od;
    i = 0; k = 0; v = 0; b = 0; u = 0; holds = false
  }
}

/* 1, 6. A new block on b; or b again, when it ends the epoch: nothing stands on it before it is final. */
inline put() {
  if
  :: holds && height[b] < EPOCH_END ->
    block[SLOT(v, k)] = SLOT(v, k); parent[SLOT(v, k)] = b; height[SLOT(v, k)] = height[b] + 1
  :: holds && height[b] == EPOCH_END && block[SLOT(v, 1)] != b -> block[SLOT(v, k)] = b
  :: else
  fi
}

/* What node i does without its timer; liars: whether the liar joins in. */
inline act(liars) {
  if
  :: CAN_LEARN(liars) -> notarized[v] = notarized[v] | k
  :: CAN_PASS(liars) -> nullified[v] = 1
  :: CAN_ENTER && v < BEGINNING -> view[i] = v + 1
  :: CAN_FINALIZE -> node[i].finalize[v] = k
  :: CAN_LEAD && k == 1 -> highest(); stands(); put(); vote()
  :: CAN_NOTARIZE -> base(); stands();
    if
    :: holds -> vote()
    :: else
    fi
  :: CAN_HEAR_LIE -> select(b : 0 .. SLOT(v, 0)); stands(); put(); vote()
  :: else
  fi
}

inline vote() {
  if
  :: PROPOSED(v, k) -> node[i].notarize[v] = k
  :: else
  fi
}

/* The end of the beginning. */
inline stabilize() {
  d_step {
    stable = true; last = 0; i = 0;
    do
    :: i < HONEST ->
      v = BEGINNING;
      do
      :: v > last && view[i] < v && node[i].notarize[v] + node[i].nullify[v] + node[i].finalize[v] == 0 -> v--
      :: else -> break
      od;
      last = (v > last -> v : last);
      i++
    :: else -> break
    od;
    v = 1;
    do
    :: v < VIEWS && !FORWARDS -> notarized[v] = 0; nullified[v] = 0; v++
    :: else -> break
    od;
    skip
  }
}

/* 7. All crash at once. What was voted is kept, and as many certificates as KEEPS says. */
inline crash() {
  d_step {
    i = 0;
    do
    :: i < HONEST -> view[i] = 1; i++
    :: else -> break
    od;
    v = 1;
    do
    :: v < VIEWS ->
      if
      :: KEEPS < 2 -> nullified[v] = 0; notarized[v] = 0
      :: else
      fi;
      i = 0;
      do
      :: i < HONEST ->
        if
        :: node[i].finalize[v] && KEEPS ->
          notarized[v] = node[i].finalize[v]; view[i] = (v < BEGINNING -> v + 1 : v)
        :: else
        fi;
        i++
      :: else -> break
      od;
      v++
    :: else -> break
    od;
    skip
  }
}

init {
  d_step { block[0] = 0; parent[0] = 0; last = BEGINNING; view[0] = 1; view[1] = 1; view[HONEST - 1] = 1 }
  do
  :: done -> break
  :: atomic { !done ->
      if
      :: stable -> look()
      :: else
      fi;
      select(i : 0 .. HONEST - 1); select(v : 1 .. VIEWS - 1); select(k : 1 .. 2);
      if
      :: act(F)
      :: CAN_GIVE_UP && (!stable || !busy) -> node[i].nullify[view[i]] = 1
      :: stable && !busy && !waiting -> assert(false) /* Nobody can do anything any more. */
      :: !stable -> crash()
      :: !stable -> stabilize()
      fi;
      if
      :: stable -> deliver()
      :: else
      fi;
      END_STEP
    }
  od
}
