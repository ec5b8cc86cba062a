// The page's texts in simplified Chinese. A text with a count has a form for each plural category of the language.

export default {
  // The greeting, the header and the columns.
  "welcome": "欢迎，{name}！",
  "copy link": "复制链接",
  "rooms": "房间",
  "go to room": "进入或新建房间",
  "go": "跳转",
  "people": "成员",
  "in this room": "人在此房间",
  "you": "你",
  "and more": { other: "还有 {count} 人" },

  // The message list.
  "messages": "消息",
  "start of room": "房间从这里开始。",
  "invite": "打个招呼，或复制链接邀请他人加入。无需账号。",
  "loading older": "正在加载更早的消息…",
  "older failed": "无法加载更早的消息。",
  "load older": "加载更早的消息",
  "loading newer": "正在加载较新的消息…",
  "newer failed": "无法加载较新的消息。",
  "load newer": "加载较新的消息",
  "today": "今天",
  "yesterday": "昨天",
  "unread": "新消息",
  "latest messages": "最新消息",
  "new messages": { other: "{count} 条新消息" },
  "message not found": "消息 {seq} 不存在或已被移除。",

  // A message.
  "copy code": "复制代码",
  "show all lines": { other: "显示全部 {count} 行" },
  "show fewer lines": "收起",
  "mentions you": "提到了你",
  "announced message": "{name}：{text}",
  "message actions": "消息操作",
  "edited": "已编辑",
  "message deleted": "消息已删除",
  "message number": "消息 {seq}",
  "in reply to": "回复 {message}",
  "answers you": "回复了你",
  "reaction": "{count} 个 {emoji}",
  "reaction with yours": { other: "{count} 个 {emoji}，包括你的" },

  // Below a message: the state of a draft that is not settled.
  "slow to send": "发送时间比平时长…",
  "sent when reconnected": "重新连接后将自动发送。",
  "deleted when reconnected": "重新连接后将自动删除。",
  "sending too fast": "发送过于频繁，其余消息将自动发送。",
  "not sent": "未发送。",
  "edit not saved": "修改未保存。",
  "not deleted": "未删除。",
  "reaction not saved": "{emoji} 未保存。",
  "not stored": "服务器未能保存，将自动重试。",
  "message too long": "超过 {limit} 个字符。",
  "message empty": "没有可见内容。",
  "attempts failed": "多次尝试均失败。",
  "too late": "已过可修改的时间。",
  "message was deleted": "消息已被删除。",
  "not yours": "只有作者可以修改。",
  "too many reactions": "不同的回应已经太多。",
  "not accepted": "服务器未接受此消息。",
  "retry": "重试",
  "edit": "编辑",
  "delete": "删除",
  "discard": "放弃",

  // The composer.
  "message": "消息",
  "write a message": "输入消息",
  "send": "发送",
  "send as parts": { other: "分成 {count} 条消息发送" },
  "characters left": { other: "还可输入 {count} 个字符" },
  "characters over": { other: "超出 {count} 个字符" },
  "unknown command": "没有 {command} 命令。若要作为消息发送，请再发送一次。",
  "misused command": "{command} 不能这样使用。若要作为消息发送，请再发送一次。",

  // The name.
  "writing as": "你的昵称：",
  "change name": "修改昵称",
  "your name": "你的昵称",

  // Joins, leaves, renames, topics and typing.
  "joined": { other: "{names} 加入了房间" },
  "left": { other: "{names} 离开了房间" },
  "renamed": "{was} 改名为 {name}",
  "topic set": "{name} 设置了话题：{topic}",
  "topic removed": "{name} 移除了话题",
  "typing": { other: "{names} 正在输入…" },
  "others": { other: "另外 {count} 人" },

  // The banner about the connection.
  "reconnecting": "正在重新连接…{saved}",
  "offline": "你已离线。{saved}",
  "messages saved": "你的消息已保存。",
  "messages not saved": "此浏览器无法保存你的消息，发送完成前请勿关闭此标签页。",
  "blocked": "防火墙或代理阻止了实时连接（WebSocket），请尝试其他网络。{saved}",
  "full": "服务器已满，有空位时将自动连接。",
  "too many connections": "来自你所在网络的连接过多，关闭其他标签页后将自动连接。",
  "back online": "已恢复连接。",
  "cookies off": "Cookie 已停用，你的昵称仅在此页面打开期间有效。",
  "new version": "有新版本可用。",
  "page outdated": "此页面版本过旧，请重新加载。",
  "no access": "你没有权限进入此房间。",
  "sent too much": "一次发送的内容过多，连接已断开。{saved}",
  "access ended": "你对此页面的访问权限已过期。请重新加载页面以再次登录。{saved}",
  "disconnected": "连接已断开。",
  "browser too old": "此浏览器版本过旧，无法使用聊天。请更新，或换用其他浏览器。",
  "try now": "立即重试",
  "reload": "重新加载",
  "reconnect": "重新连接",
  "later": "稍后",
  "close": "关闭",

  // The search for rooms, people and messages.
  "find anything": "查找房间、成员和消息",

  // The picker of emoji.
  "emoji": "表情符号",

  // A part of the page that is loaded when it is needed.
  "part missing": "页面的这一部分无法加载。联网后请重新加载页面。",

  // Settings.
  "settings": "设置",
};
