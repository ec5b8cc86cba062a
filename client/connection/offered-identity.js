// The identity that the page offers in subprotocols: where the browser keeps no cookies, they tell the server who this tab is. Pure.

// None as long as the server knows this browser by its cookies. Otherwise "hubbub", which the server selects, and two that stand for
// the cookies.
export const offeredIdentity = ({ secret, you }) =>
  secret === null ? [] : ["hubbub", `hubbub_person.${secret}`, `hubbub_name.${percentEncoded(you.name)}`];

// Parentheses are the only characters that encodeURIComponent leaves and a subprotocol must not have.
const percentEncoded = (name) => encodeURIComponent(name).replaceAll("(", "%28").replaceAll(")", "%29");
