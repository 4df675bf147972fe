const h = (tag: unknown, props: object | null, ...children: unknown[]) => ({ tag, props, children });
export async function render(props: { name: string }) { const inner = await Promise.resolve(<b>{props.name}</b>); return JSON.stringify(<div id="root" {...props}>{await inner}text</div>); }
