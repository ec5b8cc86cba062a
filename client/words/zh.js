// The page's texts in simplified Chinese. A text with a count has a form for each plural category of the language.

export default {
  // The frame of the page.
  "welcome": "欢迎，{name}！",
  "copy link": "复制链接",
  "copied": "已复制",
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
  "copy message link": "复制消息链接",
  "copy code": "复制代码",
  "mentions you": "提到了你",
  "announced message": "{name}：{text}",

  // Below a message of ours that is not settled.
  "slow to send": "发送时间比平时长…",
  "sent when reconnected": "重新连接后将自动发送。",
  "sending too fast": "发送过于频繁，其余消息将自动发送。",
  "not sent": "未发送。",
  "not stored": "服务器未能保存，将自动重试。",
  "message too long": "超过 {limit} 个字符。",
  "message empty": "没有可见内容。",
  "attempts failed": "多次尝试均失败。",
  "not accepted": "服务器未接受此消息。",
  "retry": "重试",
  "edit": "编辑",
  "delete": "删除",

  // The composer.
  "message": "消息",
  "write a message": "输入消息",
  "send": "发送",
  "send as parts": { other: "分成 {count} 条消息发送" },
  "characters left": { other: "还可输入 {count} 个字符" },
  "characters over": { other: "超出 {count} 个字符" },
  "unknown command": "没有 {command} 命令。若要作为消息发送，请再发送一次。",
  "no pictures": "这里暂时还不能发送图片。",
  "no files": "这里暂时还不能发送文件。",
  "people to mention": "可提及的成员",

  // The name.
  "writing as": "你的昵称：",
  "change name": "修改昵称",
  "your name": "你的昵称",
  "name not available": "此昵称不可用。",
  "name empty": "请输入昵称。",
  "name too long": "此昵称不可用：超过 {limit} 个字符。",
  "name invisible": "此昵称不可用：含有不可见字符。",
  "name marks": "此昵称不可用：有字母带过多附加符号。",
  "name reserved": "此昵称不可用：系统保留。",
  "name mixed": "此昵称不可用：单词中混用了不同字母表。",
  "name too fast": "修改昵称过于频繁，请稍后再试。",

  // Who joins, leaves and types.
  "joined": { other: "{names} 加入了房间" },
  "left": { other: "{names} 离开了房间" },
  "renamed": "{was} 改名为 {name}",
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
  "new version": "有新版本可用。",
  "page outdated": "此页面版本过旧，请重新加载。",
  "no access": "你没有权限进入此房间。",
  "sent too much": "一次发送的内容过多，连接已断开。{saved}",
  "disconnected": "连接已断开。",
  "try now": "立即重试",
  "reload": "重新加载",
  "reconnect": "重新连接",
  "later": "稍后",

  // Settings.
  "settings": "设置",
  "theme": "主题",
  "system": "跟随系统",
  "light": "浅色",
  "dark": "深色",
  "show joins": "显示成员加入和离开",
  "show typing": "显示谁在输入，也让别人看到我在输入",
  "close": "关闭",

  // Help.
  "help": "键盘快捷键和命令",
  "new line": "换行",
  "insert last message": "插入你的上一条消息（输入框为空时）",
  "mention": "提及某人",
  "scroll": "滚动浏览消息",
  "close or go to messages": "关闭已打开的内容，或转到消息列表",
  "describe action": "描述你正在做的事",
  "show help": "显示此帮助",

  // The page at an address that cannot be a room's.
  "not a room": "这个地址不能用作房间。",
  "room names": "房间名由文字和数字组成，词与词之间用连字符分隔，且不能太长。",
  "open room": "打开 {room}",
  "open lobby": "前往大厅",
};
