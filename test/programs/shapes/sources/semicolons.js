// Code that leaves its semicolons to the parser.
const a = async () => { await 0
  return await 1 }
const b = async () => { const x = await 2
  ;[x].forEach(y => console.log(y))
  ;(await x)
  let z = await x
  ++z
  do await z; while (await 0) await z
  if (await z) await 1; else await 2
  for await (const q of [z]) await q
  while (await 0) await 0
  label: await z
  return await z
}
var async
async = x => x
async (1)
const c = async /* a */ ( x ) => /* b */ await /* c */ x /* d */
const d = async () => ({ a: await 1 }), e = async () => [await 1], f = async () => (await 1, await 2), g = async () => await a?.() ?? 1, h = async () => async () => await 1
const r = async () => { return
  await 1 }
const s = async () => { throw await new Error('thrown')
}
const t = async () => { const re = await 4
  /2/1
  return await /x/g.test('x') / 1 }
const u = async () => { yield_ = await 1; var yield_
  return await
    yield_ }
const v = async function () { return await this
?.x }
class K { static async = 1; static await = 2; async
  m() { return 3 }
  static async s() { return await 4 } get
  async2() { return 5 } 'use strict'; }
!async function () { console.log(await a(), await b(), await c(6), await d(), await e(), await f(), await g(), await (await h())(), await r(), await s().catch(x => x.stack.split('\n').slice(0, 2).join()), await t(), await u(), await v.call({ x: 7 }), K.async, K.await, new K().m(), await K.s(), new K().async2) }()
// As minifiers write: keywords close to what follows.
;(async()=>{for await(const x of[1,2])console.log(x);for await(const y of"ab")console.log(y);for await(const z of(0,[3]))console.log(z);for await(const{a}of[{a:4}])console.log(a);for await(const r of/**/[5])console.log(r);for await(const t of`c`)console.log(await[t],await(6),await"d",await`e`,await-7,await{f:8});async function*g(){yield[await/x/,1];yield*[await 9];yield(10);yield"h";return[11]}for await(const v of g())console.log(v);return(await 12)})();
