// The texts in simplified Chinese of the pages without a chat, which the server writes into them (service/http/small_page_texts.py).

export default {
  // The page at an address without a room.
  "no room here": "这个地址没有房间。",
  "room address": "房间地址是 /r/ 加房间名。房间名由文字和数字组成，词与词之间用连字符分隔，且不能太长。",
  "open room": "打开 {room}",
  "open lobby": "前往大厅",

  // The page of another error.
  "not allowed": "无法从这里打开。",
  "request failed": "无法以这种方式打开此地址。",
  "request too large": "你的浏览器一次发送的内容过多。",
  "too many requests": "请求过于频繁，请稍等片刻再试。",
  "not now": "暂时无法完成，请稍后再试。",
  "server failed": "服务器出错了，请重试。",

  // The page that asks for the passphrase.
  "passphrase": "口令",
  "enter": "进入",
  "passphrase hint": "请向邀请你的人询问。在此浏览器中只需输入一次。",
  "wrong passphrase": "口令错误，请重试。",
  "too many attempts": "你的网络尝试次数过多。请等待几秒后重试。",
  "needs cookies": "此页面需要 Cookie，但你的浏览器没有保留。请在此允许 Cookie，然后重新输入口令。",
};
