interface Props { readonly title: string }
export const Card = async ({ title }: Props) => { const text: string = await title; return <p>{text as string}</p>; };
