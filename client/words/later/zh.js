// The texts in simplified Chinese of the parts that later.js of browser/ loads.

export default {
  // A message.
  "copy message link": "复制消息链接",
  "more reactions": "更多回应",
  "copy text": "复制文本",

  // The composer.
  "editing": "正在编辑消息",
  "replying": "回复 {name}",
  "save": "保存",
  "edit lost": "消息已被删除，你的文字仍在输入框中。",
  "edited meanwhile": "消息已被更改。",

  // Finding messages.
  "how to search": "输入词语或其开头进行搜索。可加上 from:Ana 或 before:2026-03-01 缩小范围。",
  "searching": "正在搜索…",
  "search unclear": "无法搜索这个内容。",
  "search offline": "你已离线。恢复连接后会继续搜索。",
  "search failed": "搜索失败。",
  "nothing found": "没有找到消息。",
  "messages found": { other: "{count} 条消息" },
  "go to a day": "跳转到某一天",
  "no messages since": "这一天及之后没有消息。",

  // The picker of emoji.
  "choose emoji": "选择表情符号",
  "search emoji": "搜索表情符号",
  "skin tone": "肤色",
  "emoji groups": "分组",
  "no emoji found": "没有找到表情符号。",
  "recent emoji": "最近使用",
  "found emoji": "搜索结果",
  "smileys": "笑脸",
  "people and gestures": "人物和手势",
  "animals and nature": "动物和自然",
  "food and drink": "食物和饮料",
  "travel and places": "旅行和地点",
  "activities": "活动",
  "objects": "物品",
  "symbols": "符号",
  "flags": "旗帜",

  // Settings.
  "language": "语言",
  "theme": "主题",
  "system": "跟随系统",
  "light": "浅色",
  "dark": "深色",
  "density": "密度",
  "comfortable": "宽松",
  "compact": "紧凑",
  "show joins": "显示成员加入和离开",
  "show typing": "显示谁在输入，也让别人看到我在输入",

  // Help.
  "help": "键盘快捷键和命令",
  "new line": "换行",
  "edit last message": "编辑你的上一条消息（输入框为空时）",
  "choose message": "选择消息",
  "go back": "回到之前的位置",
  "hold message": "长按消息",
  "close or go to messages": "关闭已打开的内容，或转到消息列表",
  "describe action": "描述你正在做的事",
  "show help": "显示此帮助",
  "formatting": "格式",
  "code block": "代码块",
  "mention": "提及某人",
  "scroll": "滚动浏览消息",
  "bold": "粗体",
  "italic": "斜体",
  "code": "代码",
  "quote": "引用",
  "list": "列表",

  // The list of rooms, and the topic.
  "room name invalid": "房间名称至少需要一个字母或数字。",
  "room actions": "房间 {room} 的操作",
  "unread messages": { other: "{count} 条未读消息" },
  "add topic": "添加话题",
  "change topic": "更改话题",
  "pin room": "置顶",
  "unpin room": "取消置顶",
  "mute room": "静音",
  "unmute room": "取消静音",
  "leave room": "离开",
  "topic": "房间话题",
  "share room": "分享",
  "room code": "此房间地址的二维码",
  "walk rooms": "上一个或下一个房间",
  "next unread room": "下一个有未读消息的房间",

  // A first visit.
  "first visit": "无需账号，你叫",
};
