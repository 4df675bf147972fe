/** A small shop: nested tasks, a group, a rejection that nobody awaits, a blocked loop, an await that never ends. */
export const SHOP = `
  file /app/shop.ts
  site module module 1:1 <module>
  site open await 3:1 in module openShop()
  site openShop function 5:7 openShop
  site all await 6:3 in openShop Promise.all(ids.map(load))
  site group combinator 6:9 in openShop Promise.all
  site load function 10:7 load
  site query await 11:16 in load db.query(\`select * from goods where id = \${id}\`)
  site count function 15:7 countStock
  site note function 20:7 sendNote
  site post await 21:3 in note post("/note")
  site wait await 30:5 in openShop customer
  site more await 7:3 in openShop sleep(20)

  thread main
  10 call 1 module
  10.2 call 2 openShop by 1
  10.3 call 3 load by 2
  10.4 future 20
  10.4 future 21
  10.4 future 22
  10.4 future 23
  10.4 future 24
  10.5 suspend 3 query on 20
  10.6 call 4 load by 2
  10.7 suspend 4 query on 21
  10.8 group 5 group all 3 4
  10.9 call 6 note by 2
  11 suspend 6 post on 22
  11.1 suspend 2 all on 5
  11.2 suspend 1 open on 2
  20 turn TCP
  20.1 resume 3
  20.5 end 3
  20.6 turn-end
  22 turn Immediate
  22.1 call 7 count
  112.1 end 7
  112.2 turn-end
  113 turn TCP
  113.1 resume 4
  113.3 end 4
  113.4 resume 2
  113.5 suspend 2 more on 23
  113.6 turn-end
  120 turn TCP
  120.1 resume 6 rejected
  120.2 end 6 rejected
  120.3 turn-end
  134 turn Timeout
  134.1 resume 2
  134.2 suspend 2 wait on 24
  134.3 turn-end
  150 turn Timeout
  150.1 turn-end
  loss /app/vendor/huge.js its 12 MB are more than is instrumented
  end 151 exit 13
  exit 100 code 13
`;

/** A main thread that starts a worker and a process, asks the worker, and is answered; what the process sends is still on its way. */
export const ASKING = `
  file /app/main.ts
  site ask function 1:1 ask
  site answer function 5:1 answer
  site wait await 2:3 in ask next()
  thread main
  0 turn Timeout
  0 call 1 ask
  0.5 start worker 1
  0.6 start process 2
  1 send 2/0 1
  2 future 9
  2 suspend 1 wait on 9
  2 turn-end
  30 turn MessagePort
  30.1 receive 2/1 1
  30.2 resume 1
  31 end 1
  31 turn-end
  end 50
  thread worker worker 1 by 100/0/1
  10 turn MessagePort
  10.1 receive 2/0 1
  10.2 call 1 answer
  20.1 send 2/1 1
  20.2 end 1
  20.3 turn-end
  end 50
  thread child pid 101 by 100/0/2
  12 turn Timeout
  12.1 send ipc 0/1 1
  12.2 turn-end
  end 50 exit 0
`;

/** Futures: one that two tasks share, one derived from it, one that nobody uses, one that never settles, one that code of others made. Without an end. */
export const FUTURES = `
  file /app/main.ts
  site main function 1:1 main
  site shared promise 2:9 in main new Promise(open)
  site then promise 3:9 in main opened.then(read)
  site forgotten promise 4:9 in main new Promise(forget)
  site hole promise 5:9 in main new Promise(hole)
  site use await 6:3 in main opened
  site stuck await 7:3 in main hole
  site lib await 8:3 in main query()
  site all await 9:3 in main Promise.all(rest)
  site group combinator 9:9 in main Promise.all
  thread main
  0 turn Timeout
  0 call 1 main
  1 made 2 shared
  2 made 3 then from 2
  3 made 4 forgotten
  4 made 5 hole
  5 future 6
  5 group 7 group all 3 6
  6 suspend 1 use on 2
  7 call 8 main
  8 suspend 8 use on 2
  8 turn-end
  20 turn TCP
  20 resume 1
  21 suspend 1 lib on 6
  22 resume 8
  23 suspend 8 stuck on 5
  24 turn-end
  40 turn TCP
  40 resume 1 rejected
  41 suspend 1 all on 7
  42 turn-end
`;
