/** Counts the hooks that others than the recorder have enabled: where there are some, Node takes its detours for their sake. */
import { createHook } from "node:async_hooks";
import { guard } from "../../runtime/faults.ts";
import type { HookUsers } from "../../runtime/hook-detours.ts";
import { getPrototypeOf, node } from "../../runtime/intrinsics.ts";
import type { FunctionTexts } from "./function-text.ts";
import { replace } from "./replace.ts";

const { apply } = Reflect;

export function countHookUsers(users: HookUsers, texts: FunctionTexts): void {
  const prototype = getPrototypeOf(createHook({}))!;
  const enabled = new WeakSet<object>();
  const { add, delete: remove, has } = WeakSet.prototype;
  const count = (change: () => void) => guard(change, undefined);

  replace(prototype, "enable", texts, (native) => ({
    enable(this: unknown) {
      const result = apply(native, this, []);
      count(() => {
        if (apply(has, enabled, [this as object])) return;
        apply(add, enabled, [this as object]);
        users.count += 1;
        if (isAround(this as object)) users.around += 1;
      });
      return result;
    },
  }));
  replace(prototype, "disable", texts, (native) => ({
    disable(this: unknown) {
      const own = guard(() => (users.count === 1 && apply(has, enabled, [this as object]) ? users.own : null), null);
      if (own !== null) node.disableHook(own);
      const result = apply(native, this, []);
      if (own !== null) node.enableHook(own);
      count(() => {
        if (!apply(remove, enabled, [this as object])) return;
        users.count -= 1;
        if (isAround(this as object)) users.around -= 1;
      });
      return result;
    },
  }));
}

/** Node keeps what a hook is made of under symbols. */
function isAround(hook: object): boolean {
  const { getOwnPropertyDescriptor, getOwnPropertySymbols } = Object;
  const isSet = (key: symbol) => typeof getOwnPropertyDescriptor(hook, key)?.value === "function";
  return getOwnPropertySymbols(hook).some((key) => /^(?:before|after)$/.test(key.description ?? "") && isSet(key));
}
