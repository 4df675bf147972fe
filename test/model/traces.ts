/** Traces in the trace language, each of which shows one thing. */

export const SITES = `
file /app/main.ts
site main function 1:1 main
site both await 2:3 in main Promise.all([load(1), load(2)])
site all combinator 2:9 in main Promise.all([load(1), load(2)])
site load function 5:1 load
site read await 6:3 in load readFile(name)
site parse await 7:3 in load parse(text)
site numbers function 10:1 numbers
site yield yield 11:3 in numbers n
site each for-await 14:8 in main numbers()`;

/** One golden each: the trace is the test's text, the model is in goldens/. */
export const TRACES: Record<string, string> = {
  "two tasks that return each other, as only damage makes them": `${SITES}
    site back return 20:3 in load load(n)
    thread main
    0 call 1 load
    0.1 call 2 load
    1 follows 1 back on 2
    1 end 1
    2 follows 2 back on 1
    2 end 2
    end 9`,

  "two loads in a group": `${SITES}
    thread main
    0 call 1 main
    0.1 call 2 load by 1
    0.2 future 3
    0.2 suspend 2 read on 3
    0.3 call 4 load by 1
    0.4 future 5
    0.4 suspend 4 read on 5
    0.5 group 6 all all 2 4
    0.6 suspend 1 both on 6
    5 turn FSReqCallback
    5 settle 3
    5.1 turn-end
    5.2 resume 2
    6 end 2
    8 turn FSReqCallback
    8 settle 5 rejected
    8.1 turn-end
    8.2 resume 4 rejected
    8.3 end 4 rejected
    8.4 resume 1 rejected
    8.5 end 1 rejected
    end 9 exit 1
    exit 100 code 1`,

  "a generator that runs inside its consumer": `${SITES}
    thread main
    0 turn Immediate
    0 call 1 main
    1 call 2 numbers by 1
    3 suspend 2 yield on value
    4 suspend 1 each on unknown
    5 resume 1
    6 resume 2
    8 suspend 2 yield on value
    9 suspend 1 each on unknown
    10 resume 1
    11 end 2
    12 end 1
    end 12`,

  "processes and workers on one axis": `${SITES}
    thread main pid 100 started 50 clock 30
    30 call 1 main
    31 suspend 1 both on unknown
    thread child pid 200 parent 100 started 90 clock 25
    25 call 1 main
    27 end 1
    end 28
    thread worker pid 100 worker 3 started 70 clock 2
    3 call 1 load
    4 end 1
    end 5
    thread main
    100 resume 1
    101 end 1
    end 102
    exit 200 code 0`,

  "messages and who started whom": `${SITES}
    thread main pid 100 started 50 clock 30
    30 call 1 main
    31 start worker 1
    31.5 start process 2
    32 send 1/0 1
    32.1 send 1/0 2
    32.2 send 1/0 3
    33 suspend 1 both on unknown
    thread worker pid 100 worker 2 started 60 clock 2 by 100/0/1
    3 turn MessagePort
    3 receive 1/0 1
    3 call 1 load
    3.2 send 1/1 1
    3.3 end 1
    3.4 turn-end
    4 turn MessagePort
    4 receive 1/0 2
    4.1 turn-end
    end 5
    thread child pid 200 parent 100 started 61 clock 1 by 100/0/2
    1 turn Immediate
    1 send ipc 0/1 1
    1.1 turn-end
    end 2
    thread grandchild pid 201 parent 200 started 62 clock 1 by 100/0/2
    end 2
    thread main
    100 turn MessagePort
    100 receive 1/1 1
    101 turn-end
    101.1 resume 1
    102 turn Pipe
    102 receive ipc 2/1 1
    102 receive ipc 2/1 9
    102.1 turn-end
    103 end 1
    end 104`,

  "an earlier thread that writes late": `${SITES}
    thread child pid 200 started 90
    0 call 1 main
    1 suspend 1 both on unknown
    thread main pid 100 started 50
    0 call 1 main
    2 end 1
    end 2
    thread child
    5 resume 1
    7 end 1
    end 8`,

  "a pid that is used again": `${SITES}
    thread first pid 100
    0 call 1 main
    1 suspend 1 both on value
    thread second pid 100 started 20
    0 call 1 main
    2 end 1
    end 3`,

  "what stays open": `${SITES}
    thread main
    0 call 1 main
    1 call 2 load by 1
    2 future 3
    2 suspend 2 read on 3
    3 suspend 1 both on 2
    loss /app/big.js larger than 10 MB
    end 50`,

  "waits that say late what they are for": `${SITES}
    thread main
    0 call 1 main
    1 call 2 numbers by 1
    2 suspend 2 yield on value
    3 suspend 1 each on unknown
    3.5 waits-on 1 2
    5 resume 1
    6 end 1
    end 7`,
};
